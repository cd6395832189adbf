import assert from "node:assert/strict";

import { readApiServer } from "../../sandbox/plugins/kubernetes/kubeconfig";

const kubeconfig = {
  "current-context": "two",
  contexts: [
    { name: "one", context: { cluster: "a", user: "x" } },
    { name: "two", context: { cluster: "b", user: "y" } },
  ],
  clusters: [
    { name: "a", cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": "YQ==" } },
    {
      name: "b",
      cluster: { server: "https://127.0.0.1:2/", "certificate-authority-data": "Yg==" },
    },
  ],
  users: [{ name: "y", user: { "client-certificate-data": "Yw==", "client-key-data": "ZA==" } }],
};

describe("kubeconfig of the Kubernetes plugin", () => {
  it("reads the current context and no other", () => {
    assert.deepEqual(readApiServer(JSON.stringify(kubeconfig)), {
      server: "https://127.0.0.1:2",
      certificateAuthority: "Yg==",
      clientCertificate: "Yw==",
      clientKey: "ZA==",
    });
  });

  for (const [what, text, missing] of [
    [
      "a context without its user",
      { ...kubeconfig, "current-context": "one" },
      "client-certificate-data",
    ],
    ["a context that is not there", { ...kubeconfig, "current-context": "three" }, "server"],
    ["an empty file", null, "server"],
  ] as const) {
    it(`refuses ${what}, naming what is missing and no key`, () => {
      assert.throws(() => readApiServer(text === null ? "" : JSON.stringify(text)), {
        message: `the kubeconfig has no ${missing} for its current context: give one with a client certificate`,
      });
    });
  }
});
