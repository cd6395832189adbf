/** Imports point one way: stacks → components; policy → component rules and data; sandbox → stacks; tests → all. */
module.exports = {
  forbidden: [
    {
      name: "components-stand-alone",
      comment: "The published package knows no stack, no policy, no sandbox.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(stacks|policy|sandbox|scripts|tests)/" },
    },
    {
      name: "stacks-use-components-only",
      severity: "error",
      from: { path: "^stacks/" },
      to: { path: "^(policy|sandbox|scripts|tests)/" },
    },
    {
      name: "policy-uses-rules-and-data-only",
      comment: "A policy reads pure rules and data, never a class that makes resources.",
      severity: "error",
      from: { path: "^policy/" },
      to: {
        path: "^(components|stacks|sandbox|scripts|tests)/",
        pathNot:
          "^components/([a-z]+/(rules|defaults|units|instance-types|sharing|mig)\\.ts|[a-z]+/instance-types\\.json|versions\\.ts)$",
      },
    },
    {
      name: "scripts-use-components-only",
      severity: "error",
      from: { path: "^scripts/" },
      to: { path: "^(stacks|policy|sandbox|tests)/" },
    },
    {
      name: "nothing-imports-tests",
      severity: "error",
      from: { path: "^(components|stacks|policy|sandbox|scripts)/" },
      to: { path: "^tests/" },
    },
    {
      name: "kubernetesx-stays-in-stacks",
      comment:
        "npm overrides bind only at the root of an install, so the published package may not need it.",
      severity: "error",
      from: { pathNot: "^(stacks|tests)/" },
      to: { path: "@pulumi/kubernetesx" },
    },
    {
      name: "zod-stays-in-stacks",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "node_modules/zod" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)node_modules/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
