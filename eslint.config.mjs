import tseslint from "typescript-eslint";

const noCreationInsideApply = {
  selector:
    "CallExpression[callee.property.name='apply'] :matches(NewExpression):not([callee.name=/Error$|^(Set|Map|URL|Date)$/])",
  message:
    "Create no resource inside apply: it hides from preview. Derive the value, create outside.",
};
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message:
    "Only stacks/platform/config.ts and the sandbox read the environment or the configuration.",
};
const noProvider = {
  selector: "NewExpression[callee.property.name='Provider']",
  message:
    "Components use the provider that they are given. Only Cluster makes the provider of its own API server.",
};
const noApplyInTests = {
  selector: "CallExpression[callee.property.name='apply']",
  message: "An assertion inside apply may never run. Await `resolved(output)`.",
};

export default tseslint.config(
  { ignores: ["**/node_modules/", ".sandbox/", "coverage/", "**/*.cjs", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-expressions": "error",
      "no-restricted-syntax": ["error", noCreationInsideApply],
    },
  },
  {
    files: ["components/**/*.ts"],
    rules: {
      // A component is its constructor: `new X(...)` is a statement in Pulumi programs.
      "no-restricted-syntax": ["error", noCreationInsideApply, noEnvironment, noProvider],
    },
  },
  {
    files: ["components/cluster/cluster.ts"],
    rules: { "no-restricted-syntax": ["error", noCreationInsideApply, noEnvironment] },
  },
  {
    files: ["components/observability/dashboards/**/*.ts", "sandbox/dashboard/**/*.ts"],
    rules: {
      // What provisions dashboards from files reads the first version of the format in every release of Grafana.
      "@typescript-eslint/no-deprecated": [
        "error",
        {
          allow: [
            {
              from: "package",
              package: "@grafana/grafana-foundation-sdk",
              name: ["Dashboard", "DashboardBuilder"],
            },
          ],
        },
      ],
    },
  },
  {
    files: ["stacks/**/*.ts", "policy/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", noCreationInsideApply, noEnvironment] },
  },
  {
    files: ["tests/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", noApplyInTests] },
  },
);
