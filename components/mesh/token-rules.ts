import type { Problem } from "../internal/problems";
import type { TenantAccesses, TokenIssuer } from "./access-args";

/** Problems of the issuers of one tenant. */
export function issuerProblems(
  path: string,
  tokens: readonly TokenIssuer[] | undefined,
): Problem[] {
  if (tokens === undefined) return [];
  if (tokens.length === 0) {
    return [{ path, reason: "is empty. Name an issuer, or remove it." }];
  }
  return tokens.flatMap((token, index) => {
    const at = `${path}[${index}]`;
    return [
      ...urlProblems(`${at}.issuer`, token.issuer),
      ...(tokens.findIndex(({ issuer }) => issuer === token.issuer) < index
        ? [{ path: `${at}.issuer`, reason: `"${token.issuer}" is listed twice. Merge the two.` }]
        : []),
      ...keySetProblems(at, token),
      ...conditionProblems(at, token),
    ];
  });
}

function urlProblems(path: string, url: string): Problem[] {
  if (/^https:\/\/[a-z0-9.-]+(:\d+)?(\/[^\s*?#]*)?$/i.test(url)) return [];
  return [
    {
      path,
      reason: `"${url}" is not an https URL. Write it as the issuer says it, for instance https://login.example.com.`,
    },
  ];
}

function keySetProblems(path: string, { jwks, jwksUri }: TokenIssuer): Problem[] {
  if (jwks !== undefined && jwksUri !== undefined) {
    return [{ path, reason: "has both jwks and jwksUri. Keep one." }];
  }
  if (jwksUri !== undefined) return urlProblems(`${path}.jwksUri`, jwksUri);
  if (jwks === undefined) return [];
  const reason = keySetReason(jwks);
  return reason === undefined ? [] : [{ path: `${path}.jwks`, reason }];
}

/** Members of a JSON Web Key that are secret (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Never says what was written: it may hold a private key. */
function keySetReason(text: string): string | undefined {
  const keys = keysOf(text);
  if (keys === undefined || keys.length === 0) {
    return `is not a JSON Web Key Set. Write {"keys": [{"kty": "RSA", …}]} as text, with the public keys of the issuer.`;
  }
  const leaked = keys.some((key) => secretMembers.some((member) => member in key));
  return leaked
    ? "holds a secret key. Replace that key at the issuer, and write the public ones only."
    : undefined;
}

function keysOf(text: string): object[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || !("keys" in parsed)) return undefined;
    const { keys } = parsed;
    if (!Array.isArray(keys)) return undefined;
    return keys.every((key): key is object => typeof key === "object" && key !== null)
      ? keys
      : undefined;
  } catch {
    return undefined;
  }
}

/** An issuer has tokens for others too: one of both has to say which are for the models. */
function conditionProblems(path: string, { audiences, claims }: TokenIssuer): Problem[] {
  const wanted = Object.entries(claims ?? {});
  if ((audiences ?? []).length === 0 && wanted.length === 0) {
    return [
      {
        path,
        reason:
          "has neither audiences nor claims, so every token of the issuer, for whatever it was made, would open the models. Add one of them.",
      },
    ];
  }
  return [
    ...(audiences === undefined ? [] : valueProblems(`${path}.audiences`, audiences)),
    ...wanted.flatMap(([claim, values]) => [
      ...claimNameProblems(`${path}.claims`, claim),
      ...valueProblems(`${path}.claims.${claim}`, values),
    ]),
  ];
}

function claimNameProblems(path: string, claim: string): Problem[] {
  if (/^[^\s[\]*]+$/.test(claim)) return [];
  return [
    {
      path,
      reason: `"${claim}" is not the name of a claim. Write it as in the token, without blanks and brackets.`,
    },
  ];
}

/** Istio takes a "*" at either end of a value for anything. */
function valueProblems(path: string, values: readonly string[]): Problem[] {
  if (values.length === 0) return [{ path, reason: "is empty. Name a value, or remove it." }];
  return values.flatMap((value, index) =>
    value === "" || value.includes("*")
      ? [
          {
            path: `${path}[${index}]`,
            reason: `"${value}" is not a value: it ${value === "" ? "is empty" : `has a "*", which would match more`}. Write it out.`,
          },
        ]
      : [],
  );
}

/** The gateway checks a token by its issuer alone: with keys of another tenant it could be forged. */
export function sharedIssuerProblems(tenants: TenantAccesses): Problem[] {
  const all = Object.entries(tenants).flatMap(([tenant, { access }]) =>
    (access?.tokens ?? []).map((token, index) => ({
      token,
      tenant,
      path: `${tenant}.access.tokens[${index}]`,
    })),
  );
  return all.flatMap(({ token, tenant, path }) => {
    const first = all.find((other) => other.token.issuer === token.issuer);
    if (first === undefined || first.tenant === tenant) return [];
    if (first.token.jwksUri === token.jwksUri && first.token.jwks === token.jwks) return [];
    return [
      {
        path,
        reason: `has other keys for "${token.issuer}" than ${first.path}: whoever holds one set could make tokens for both. Write the same jwksUri or jwks.`,
      },
    ];
  });
}
