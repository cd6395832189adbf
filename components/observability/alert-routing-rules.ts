import { below, didYouMean, type Problem } from "../internal/problems";
import { nameProblems } from "../internal/names";
import {
  NO_RECEIVER,
  routeConditions,
  type AlertReceiver,
  type AlertRoute,
  type AlertRouting,
} from "./alert-routing";
import { secretValueProblems } from "./secret-value";

/** Problems of the receivers and routes of alerts. */
export function alertRoutingProblems(routing: AlertRouting): Problem[] {
  const { receivers = {}, routes = [], defaultReceiver, heartbeat } = routing;
  const names = Object.keys(receivers);
  return [
    ...Object.entries(receivers).flatMap(([name, receiver]) =>
      below(`receivers.${name}`, [...receiverNameProblems(name), ...receiverProblems(receiver)]),
    ),
    ...defaultProblems(names, defaultReceiver),
    ...(heartbeat === undefined ? [] : unknownReceiver("heartbeat", heartbeat, names)),
    ...routes.flatMap((route, index) => [
      ...unknownReceiver(`routes[${index}].receiver`, route.receiver, names),
      ...routeProblems(route, index, routes),
    ]),
  ];
}

function receiverNameProblems(name: string): Problem[] {
  if (name === NO_RECEIVER) {
    return [
      {
        path: "",
        reason: `"${NO_RECEIVER}" is the receiver that tells nobody. Choose another name.`,
      },
    ];
  }
  return nameProblems("", name);
}

function receiverProblems(receiver: AlertReceiver): Problem[] {
  switch (receiver.kind) {
    case "slack":
      return secretValueProblems("webhookUrl", receiver.webhookUrl);
    case "pagerduty":
      return secretValueProblems("routingKey", receiver.routingKey);
    case "webhook":
      return [
        ...secretValueProblems("url", receiver.url),
        ...(receiver.bearerToken === undefined
          ? []
          : secretValueProblems("bearerToken", receiver.bearerToken)),
      ];
  }
}

function defaultProblems(names: readonly string[], receiver: string | undefined): Problem[] {
  if (receiver !== undefined) return unknownReceiver("defaultReceiver", receiver, names);
  if (names.length < 2) return [];
  return [
    {
      path: "defaultReceiver",
      reason: `is missing: with several receivers it has to be said who gets what no route takes. Write one of ${names.join(", ")}, or ${NO_RECEIVER}.`,
    },
  ];
}

function unknownReceiver(path: string, receiver: string, names: readonly string[]): Problem[] {
  if (receiver === NO_RECEIVER || names.includes(receiver)) return [];
  return [
    {
      path,
      reason: `"${receiver}" is not a receiver.${didYouMean(receiver, names)} Write one of ${[...names, NO_RECEIVER].join(", ")}.`,
    },
  ];
}

function routeProblems(route: AlertRoute, index: number, routes: readonly AlertRoute[]): Problem[] {
  const path = `routes[${index}]`;
  if (routeConditions.every((condition) => route[condition] === undefined)) {
    return [
      {
        path,
        reason: `has no condition and would take every alert. Add one of ${routeConditions.join(", ")}, or make the receiver the defaultReceiver.`,
      },
    ];
  }
  const earlier = routes.slice(0, index).findIndex((other) => covers(other, route));
  if (earlier >= 0) {
    return [
      {
        path,
        reason: `never gets an alert: routes[${earlier}] takes all that it asks for. Put it first, or remove it.`,
      },
    ];
  }
  if (route.severity === "info" && route.receiver !== NO_RECEIVER) {
    return [
      {
        path: `${path}.severity`,
        reason: "info is for dashboards and reaches nobody. Write critical or warning.",
      },
    ];
  }
  return [];
}

/** Whether every alert that fits one route fits the other as well. A route without a condition is wrong already. */
function covers(wide: AlertRoute, narrow: AlertRoute): boolean {
  return (
    routeConditions.some((condition) => wide[condition] !== undefined) &&
    routeConditions.every(
      (condition) => wide[condition] === undefined || wide[condition] === narrow[condition],
    )
  );
}
