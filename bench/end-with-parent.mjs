/**
 * Loaded before a server's own code (`node --import`): the process ends when its parent is gone, however that ended.
 */
process.once("disconnect", () => process.exit(1));
process.channel?.unref();
