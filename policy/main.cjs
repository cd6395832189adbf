// Pulumi registers ts-node for policy packs and checks their types at every start. `npm run check` does that; here tsx
// takes over, and a preview starts seconds sooner.
delete require.extensions[".ts"];
require("tsx/cjs");
require("./index.ts");
