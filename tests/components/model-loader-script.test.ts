import assert from "node:assert/strict";
import { readdirSync, symlinkSync, writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";

import fc from "fast-check";

import { fullest } from "../../components/models/example";
import { LoaderPod, manifestOf, sha256 } from "../support/loader-pod";

const files = { "model.onnx": "weights 1", "labels/a b.txt": "spaces", ".hidden": "hidden" };
const version1 = {
  "scorer/scorer/1/model.onnx": "weights 1",
  "scorer/scorer/1/labels/a b.txt": "spaces",
  "scorer/scorer/1/.hidden": "hidden",
};
const config = { "scorer/scorer/config.pbtxt": 'name: "scorer"\n' };

/**
 * Proves what a loader leaves on the volume, by running the containers of its Job with shells of this machine; that of the
 * image of the AWS CLI is bash. Does not prove the AWS CLI and cosign, S3, or that a rename is atomic on EFS and Lustre.
 */
for (const shell of ["/bin/sh", "/bin/bash"]) {
  describe(`loader of model versions under ${shell}`, function () {
    this.timeout(20_000);
    let pod: LoaderPod;
    beforeEach(() => {
      pod = new LoaderPod(shell);
    });
    afterEach(() => {
      pod.remove();
    });

    it("loads a version with folders, spaces and hidden files, and its configuration", async () => {
      const end = await pod.run(pod.upload(files));
      assert.deepEqual(end, {
        container: "files",
        status: 0,
        stdout: "version 1 of scorer is loaded\n",
        stderr: "",
      });
      assert.deepEqual(pod.files(), { ...version1, ...config });
      assert.deepEqual(
        pod.calls().map((call) => call.replace(/\/\S*\/(volume|work)\S*?\//, "$1/")),
        [
          "aws s3 cp --only-show-errors s3://models/published/scorer/1/SHA256SUMS work/SHA256SUMS",
          "aws s3 cp --only-show-errors --recursive --exclude SHA256SUMS --exclude SHA256SUMS.sigstore.json s3://models/published/scorer/1/ volume/.staging/scorer/1/",
        ],
      );
    });

    it("adds a second version and leaves the first", async () => {
      await pod.run(pod.upload(files));
      const second = pod.upload({ "model.onnx": "weights 2" }, { version: 2, config: "new" });
      assert.equal((await pod.run(second)).status, 0);
      assert.deepEqual(pod.files(), {
        ...version1,
        "scorer/scorer/2/model.onnx": "weights 2",
        "scorer/scorer/config.pbtxt": "new",
      });
    });

    it("leaves a version that is there, and brings only the configuration up to date", async () => {
      const request = pod.upload(files);
      await pod.run(request);
      const copies = pod.calls().length;
      const end = await pod.run({ ...request, config: "new" });
      assert.equal(end.stdout, "version 1 of scorer is there already\n");
      assert.deepEqual(pod.files(), { ...version1, "scorer/scorer/config.pbtxt": "new" });
      assert.equal(pod.calls().length - copies, 1);
    });

    const refusals: readonly {
      readonly title: string;
      readonly spoil: (pod: LoaderPod) => void;
      readonly container?: "manifest";
      readonly says: RegExp;
    }[] = [
      {
        title: "a manifest that is not the one asked for",
        spoil: (p) => {
          p.put("published/scorer/2/SHA256SUMS", manifestOf({ "model.onnx": "forged" }));
        },
        container: "manifest",
        says: /^refused: the manifest of s3:\/\/models\/published\/scorer\/2\/ is not the one that was asked for$/m,
      },
      {
        title: "a file that was changed",
        spoil: (p) => {
          p.put("published/scorer/2/model.onnx", "forged");
        },
        says: /^refused: \S+\/\.staging\/scorer\/2 is not what the manifest says$/m,
      },
      {
        title: "a file that is not in the manifest",
        spoil: (p) => {
          p.put("published/scorer/2/backdoor.py", "");
        },
        says: /^refused: files that are not in the manifest: backdoor\.py$/m,
      },
      {
        title: "a hidden file that is not in the manifest",
        spoil: (p) => {
          p.put("published/scorer/2/deep/.backdoor", "");
        },
        says: /^refused: files that are not in the manifest: deep\/\.backdoor$/m,
      },
      {
        title: "a file with a line break in its name",
        spoil: (p) => {
          p.put("published/scorer/2/a\nmodel.onnx", "");
        },
        says: /^refused: a file has a line break in its name$/m,
      },
    ];
    for (const { title, spoil, container = "files", says } of refusals) {
      it(`refuses ${title}, keeps the old version and cleans up`, async () => {
        await pod.run(pod.upload(files));
        const before = pod.files();
        const request = pod.upload({ "model.onnx": "weights 2" }, { version: 2, config: "new" });
        spoil(pod);
        const end = await pod.run(request);
        assert.equal(end.container, container);
        assert.equal(end.status, 1);
        assert.match(end.stderr, says);
        assert.deepEqual(pod.files(), before);
        assert.deepEqual(readdirSync(path.join(pod.volume, ".staging", "scorer")), []);
      });
    }

    it("refuses a version of which a file is missing", async () => {
      const listed = manifestOf({ "model.onnx": "weights 2", "second.bin": "more" });
      const request = pod.upload({ "model.onnx": "weights 2" });
      pod.put("published/scorer/1/SHA256SUMS", listed);
      const end = await pod.run({ ...request, manifestSha256: sha256(listed) });
      assert.equal(end.status, 1);
      assert.match(end.stderr, /^sha256sum: second\.bin: No such file or directory$/m);
      assert.deepEqual(pod.files(), {});
    });

    it("refuses a version whose number was used for other files", async () => {
      await pod.run(pod.upload(files));
      const end = await pod.run(pod.upload({ "model.onnx": "other" }));
      assert.equal(end.status, 1);
      assert.match(end.stderr, /^refused: files that are not in the manifest: \.hidden/m);
      assert.deepEqual(pod.files(), { ...version1, ...config });
    });

    it("refuses a link on the volume in the place of a file", async () => {
      const request = pod.upload({ "model.onnx": "weights 1" });
      mkdirSync(path.join(pod.volume, "scorer/scorer/1"), { recursive: true });
      writeFileSync(path.join(pod.volume, "elsewhere"), "weights 1");
      symlinkSync("../../../elsewhere", path.join(pod.volume, "scorer/scorer/1/model.onnx"));
      const end = await pod.run(request);
      assert.equal(end.status, 1);
      assert.match(end.stderr, /^refused: \.\/model\.onnx is a link$/m);
    });

    const hash = sha256("weights 1");
    for (const [title, line, says] of [
      [
        "a path upwards",
        `${hash}  ../../../escape`,
        "names a path outside the version: ../../../escape",
      ],
      [
        "a path upwards inside",
        `${hash}  a/../../b`,
        "names a path outside the version: a/../../b",
      ],
      ["an absolute path", `${hash}  /etc/passwd`, "names a path outside the version: /etc/passwd"],
      ["a path of dots", `${hash}  ./model.onnx`, "names a path outside the version: ./model.onnx"],
      ["no path", `${hash}  `, "names a path outside the version: "],
      ["a short hash", `abc  model.onnx`, "has a line that is none: abc  model.onnx"],
      ["an escaped name", `\\${hash}  a\\nb`, `has a line that is none: \\${hash}  a\\nb`],
      ["one blank", `${hash} model.onnx`, `has a line that is none: ${hash} model.onnx`],
      [
        "a hash of capitals",
        `${hash.toUpperCase()}  m`,
        `has a line that is none: ${hash.toUpperCase()}  m`,
      ],
    ] as const) {
      it(`refuses a manifest with ${title}, before anything is copied`, async () => {
        const request = pod.upload({ "model.onnx": "weights 1" });
        const manifest = `${hash}  model.onnx\n${line}`;
        pod.put("published/scorer/1/SHA256SUMS", manifest);
        const end = await pod.run({ ...request, manifestSha256: sha256(manifest) });
        assert.deepEqual(
          [end.container, end.status, end.stderr],
          ["manifest", 1, `refused: the manifest ${says}\n`],
        );
        assert.deepEqual(pod.files(), {});
      });
    }

    it("refuses an empty manifest", async () => {
      const end = await pod.run(pod.upload({}));
      assert.equal(end.stderr, "refused: the manifest is empty\n");
    });

    it("cleans up when it is asked to end, and loads the version the next time", async () => {
      const request = pod.upload(files);
      pod.holdCopy();
      const running = pod.run(request, ({ kill }) => {
        void pod.copyHeld().then(() => {
          kill("SIGTERM");
        });
      });
      assert.deepEqual(await running, { container: "files", status: 143, stdout: "", stderr: "" });
      assert.deepEqual(pod.files(), {});
      pod.letCopyGo();
      assert.equal((await pod.run(request)).status, 0);
      assert.deepEqual(pod.files(), { ...version1, ...config });
    });

    it("shows nothing of a copy that was killed, and clears it the next time", async () => {
      const request = pod.upload(files);
      pod.holdCopy();
      const running = pod.run(request, ({ kill }) => {
        void pod.copyHeld().then(() => {
          kill("SIGKILL");
          pod.letCopyGo();
        });
      });
      assert.equal((await running).status, null);
      const left = Object.keys(pod.files());
      assert.notEqual(left.length, 0);
      assert.ok(left.every((file) => file.startsWith(".staging/scorer/1/")));
      writeFileSync(path.join(pod.volume, ".staging/scorer/1/stale"), "");
      assert.equal((await pod.run(request)).status, 0);
      assert.deepEqual(pod.files(), { ...version1, ...config });
    });

    describe("with a signature", () => {
      const publicKey =
        fullest.ModelRepository.versions?.["scorer"]?.[0]?.signature?.publicKey ?? "";
      const signatureOf = (manifest: string): string =>
        `signed by ${sha256(`${publicKey}\n`)} ${sha256(manifest)}`;
      const bundle = "published/scorer/1/SHA256SUMS.sigstore.json";

      it("loads what is signed with the key, and does not keep the signature", async () => {
        const request = pod.upload(files, { signature: { publicKey } });
        pod.put(bundle, signatureOf(manifestOf(files)));
        assert.equal((await pod.run(request)).status, 0);
        assert.deepEqual(pod.files(), { ...version1, ...config });
        assert.equal(
          pod.calls().find((call) => call.startsWith("cosign")),
          "cosign verify-blob --key /work/cosign.pub --bundle /work/SHA256SUMS.sigstore.json --private-infrastructure /work/SHA256SUMS",
        );
      });

      it("copies nothing that is signed otherwise", async () => {
        const request = pod.upload(files, { signature: { publicKey } });
        pod.put(bundle, signatureOf("another manifest"));
        const end = await pod.run(request);
        assert.deepEqual([end.container, end.status], ["signature", 1]);
        assert.deepEqual(pod.files(), {});
        assert.ok(!pod.calls().some((call) => call.includes("--recursive")));
      });

      it("copies nothing that is not signed", async () => {
        const end = await pod.run(pod.upload(files, { signature: { publicKey } }));
        assert.deepEqual([end.container, end.status], ["manifest", 1]);
        assert.deepEqual(pod.files(), {});
      });
    });

    it("runs no command that a value names, and writes the configuration as it is", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.constantFrom(
              "$(touch /tmp/x)",
              "`id`",
              "'; exit 1; '",
              "$HOME",
              "$(MODEL)",
              "$$(HOME)",
              "%s%n",
            ),
            fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
          ),
          async (text) => {
            const own = new LoaderPod(shell);
            const end = await own.run(own.upload({ "model.onnx": "w" }, { config: text }));
            assert.equal(end.status, 0, end.stderr);
            assert.equal(own.files()["scorer/scorer/config.pbtxt"], text);
            own.remove();
          },
        ),
        { numRuns: 12 },
      );
    });
  });
}
