/**
 * What is tested: a shop's order. It reserves the goods, charges the card, waits for the parcel, and reminds the customer
 * to rate it a month later. A card that is declined for good gives the goods back.
 *
 * @type {import("lazyengine/client").FlowSpec}
 */
export const order = {
  name: "order",
  tasks: [
    { name: "reserve", type: "stock", input: "reserve" },
    {
      name: "charge",
      type: "payment",
      dependsOn: ["reserve"],
      retry: { maxAttempts: 3, initialInterval: "6h" },
      next: [{ to: "restock", on: ["FAILURE"] }],
    },
    { name: "ship", type: "parcel", dependsOn: ["charge"], timeouts: { attempt: "14d" } },
    { name: "remind", type: "mail", dependsOn: ["ship"], delay: "30d" },
    { name: "restock", type: "stock", input: "give back" },
  ],
};
