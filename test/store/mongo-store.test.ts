// The MongoDB store on a real mongod: the common suite.
import { mongoFixture } from "./mongo-fixture.js";
import { storeSuite } from "./store-suite.js";

storeSuite("the MongoDB store", mongoFixture, 60);
