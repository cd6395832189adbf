import assert from "node:assert/strict";

import fc from "fast-check";

import {
  callerHeadersFilter,
  limitsFilter,
  timeoutsFilter,
  tokenBucket,
} from "../../components/mesh/traffic-plan";
import { requestSizeFilter } from "../../components/mesh/size-plan";
import { at } from "../support/recorded";

const gateway = {
  domain: "models.example.com",
  additionalDomains: ["models.example.org"],
  hosts: [],
  port: 80,
};

describe("token buckets", () => {
  const buckets: readonly (readonly [
    limit: Parameters<typeof tokenBucket>[0],
    replicas: number,
    bucket: ReturnType<typeof tokenBucket>,
  ])[] = [
    [{ requests: 100, per: "second" }, 1, bucket(100, 100, 1)],
    [{ requests: 100, per: "second", burst: 250 }, 2, bucket(125, 50, 1)],
    [{ requests: 10, per: "second" }, 3, bucket(10, 10, 3)],
    [{ requests: 100, per: "minute" }, 1, bucket(100, 5, 3)],
    [{ requests: 600, per: "minute" }, 3, bucket(200, 10, 3)],
    [{ requests: 1, per: "minute", burst: 10 }, 2, bucket(5, 1, 120)],
    [{ requests: 7, per: "minute" }, 4, bucket(7, 7, 240)],
  ];
  for (const [limit, replicas, expected] of buckets) {
    it(`share ${limit.requests} per ${limit.per} between ${replicas}`, () => {
      assert.deepEqual(tokenBucket(limit, replicas), expected);
    });
  }

  it("add up to the limit over all replicas, with whole numbers, and never lose a token", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom("second" as const, "minute" as const),
        fc.integer({ min: 1, max: 50 }),
        (requests, per, replicas) => {
          const { max_tokens, tokens_per_fill, fill_interval } = tokenBucket(
            { requests, per },
            replicas,
          );
          const seconds = Number(fill_interval.slice(0, -1));
          assert.ok([max_tokens, tokens_per_fill, seconds].every(Number.isInteger));
          assert.ok(max_tokens >= tokens_per_fill && seconds >= 1);
          const window = per === "second" ? 1 : 60;
          assert.equal(tokens_per_fill * replicas * window, requests * seconds);
        },
      ),
    );
  });

  function bucket(max: number, fill: number, seconds: number): ReturnType<typeof tokenBucket> {
    return { max_tokens: max, tokens_per_fill: fill, fill_interval: `${seconds}s` };
  }
});

describe("limits of requests", () => {
  it("count each request for its tenant and for its model, and enforce both", () => {
    const spec = limitsFilter(
      gateway,
      {
        fraud: {
          access: {
            limit: { requests: 100, per: "second" },
            models: {
              scorer: { limit: { requests: 10, per: "second", burst: 20 } },
              detector: {},
            },
          },
        },
        search: {},
      },
      1,
    );
    assert.deepEqual(spec?.workloadSelector, {
      labels: { "gateway.networking.k8s.io/gateway-name": "inference" },
    });
    assert.equal(spec.configPatches.length, 1);
    const patch = spec.configPatches[0];
    assert.deepEqual(patch?.match, {
      context: "GATEWAY",
      listener: {
        filterChain: {
          filter: {
            name: "envoy.filters.network.http_connection_manager",
            subFilter: { name: "envoy.filters.http.router" },
          },
        },
      },
    });
    assert.equal(patch.patch.operation, "INSERT_BEFORE");
    const all = { default_value: { numerator: 100, denominator: "HUNDRED" } };
    const counted = (value: string, regex: string): object => ({
      actions: [
        {
          header_value_match: {
            descriptor_key: "limit",
            descriptor_value: value,
            headers: [{ name: ":authority", string_match: { safe_regex: { regex } } }],
          },
        },
      ],
    });
    const domains = "(models\\.example\\.com|models\\.example\\.org)";
    assert.deepEqual(patch.patch.value, {
      name: "request-limits",
      typed_config: {
        "@type":
          "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        stat_prefix: "request_limits",
        filter_enabled: all,
        filter_enforced: all,
        enable_x_ratelimit_headers: "DRAFT_VERSION_03",
        rate_limited_as_resource_exhausted: true,
        rate_limits: [
          counted("fraud", `(?i)^(.+-fraud\\.${domains})(:[0-9]+)?$`),
          counted("fraud/scorer", `(?i)^(scorer(-predictor)?-fraud\\.${domains})(:[0-9]+)?$`),
        ],
        descriptors: [
          {
            entries: [{ key: "limit", value: "fraud" }],
            token_bucket: { max_tokens: 100, tokens_per_fill: 100, fill_interval: "1s" },
          },
          {
            entries: [{ key: "limit", value: "fraud/scorer" }],
            token_bucket: { max_tokens: 20, tokens_per_fill: 10, fill_interval: "1s" },
          },
        ],
      },
    });
  });

  it("are left out where there are none", () => {
    assert.equal(limitsFilter(gateway, { fraud: { access: { models: { a: {} } } } }, 2), undefined);
    assert.equal(requestSizeFilter(gateway, { fraud: {} }), undefined);
    assert.equal(timeoutsFilter({}), undefined);
  });
});

describe("limits of the size of requests", () => {
  it("stand at every host of the model, and nowhere else", () => {
    const spec = requestSizeFilter(gateway, {
      fraud: { access: { models: { scorer: { maxRequestMiB: 2 }, detector: {} } } },
    });
    const [length, size, ...hosts] = spec?.configPatches ?? [];
    const fault = "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault";
    assert.deepEqual(
      [length, size].map((each) => each?.patch),
      ["request-length", "request-size"].map((name) => ({
        operation: "INSERT_BEFORE",
        value: { name, typed_config: { "@type": fault } },
      })),
    );
    assert.deepEqual(
      hosts.map(({ applyTo, match }) => [applyTo, match.routeConfiguration?.vhost.domainName]),
      [
        ["VIRTUAL_HOST", "scorer-fraud.models.example.com"],
        ["VIRTUAL_HOST", "scorer-fraud.models.example.org"],
        ["VIRTUAL_HOST", "scorer-predictor-fraud.models.example.com"],
      ],
    );
    const percentage = { numerator: 100, denominator: "HUNDRED" };
    for (const { patch } of hosts) {
      assert.deepEqual(patch.value, {
        typed_per_filter_config: {
          "request-length": {
            "@type": fault,
            abort: { http_status: 411, percentage },
            headers: [
              { name: "content-length", present_match: true, invert_match: true },
              { name: ":method", string_match: { safe_regex: { regex: "POST|PUT|PATCH" } } },
              {
                name: "content-type",
                string_match: { prefix: "application/grpc" },
                invert_match: true,
                treat_missing_header_as_empty: true,
              },
            ],
          },
          "request-size": {
            "@type": fault,
            abort: { http_status: 413, percentage },
            headers: [
              {
                name: "content-length",
                range_match: { start: 2_097_153, end: Number.MAX_SAFE_INTEGER },
              },
            ],
          },
        },
      });
    }
  });
});

describe("headers of callers", () => {
  it("are removed first where the gateway sets them itself", () => {
    const [patch, ...more] = callerHeadersFilter().configPatches;
    assert.deepEqual(more, []);
    assert.equal(patch?.patch.operation, "INSERT_FIRST");
    assert.deepEqual(at(patch, "patch", "value", "typed_config", "mutations"), {
      request_mutations: [{ remove: "x-inference-client" }, { remove: "x-inference-subject" }],
    });
  });
});

describe("timeouts", () => {
  it("change only what is said", () => {
    const value = (timeouts: Parameters<typeof timeoutsFilter>[0]): unknown =>
      at(timeoutsFilter(timeouts), "configPatches", 0, "patch", "value", "typed_config");
    assert.equal(at(value({ idleConnectionSeconds: 300 }), "request_headers_timeout"), undefined);
    assert.equal(
      at(value({ requestHeadersSeconds: 10 }), "common_http_protocol_options"),
      undefined,
    );
  });
});
