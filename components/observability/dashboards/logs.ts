import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { tracesLink } from "./links";
import { logLines, logSeries } from "./panels";
import { unit } from "./units";
import { CHOSEN_MODELS, logLabelVariable } from "./variables";

/** Streams of the chosen containers. Loki refuses a selector that an empty label would match everywhere: hence the last one. */
const chosen = `${CHOSEN_MODELS},container=~"$container",container=~".+"`;
/** Lines of the proxies about requests: JSON, with the answer's code as a number. */
const accessLog = `${CHOSEN_MODELS},container="istio-proxy"`;
/** How Triton (a letter and the date), vLLM, Python and Go write that something failed. */
const errors =
  "|~ `(?i)\\b(error|fatal|panic|exception|traceback|out of memory)\\b|\\b[EF][0-9]{4} `";

export const logs = defineDashboard({
  uid: "logs",
  title: "Logs",
  description:
    "Logs by tenant, model and container, what fails in them, and the way to the traces.",
  variables: [
    logLabelVariable("namespace", "Tenant"),
    logLabelVariable("model_service", "Model", '{namespace=~"$namespace"}'),
    logLabelVariable(
      "container",
      "Container",
      '{namespace=~"$namespace",model_service=~"$model_service"}',
    ),
  ],
  links: [tracesLink()],
  from: "now-1h",
  sections: () => [
    { title: "How much", panels: volumes() },
    { title: "Failures", panels: [failures()] },
    { title: "Everything", panels: [everything()] },
  ],
});

function volumes(): Panel[] {
  return [
    logSeries({
      title: "Lines",
      description: "Lines in each interval. A sudden end: the container or the log agent is gone.",
      unit: unit.count,
      stacked: true,
      queries: [
        {
          expr: `sum by (namespace, container) (count_over_time({${chosen}}[$__interval]))`,
          legend: "{{namespace}} {{container}}",
        },
      ],
    }),
    logSeries({
      title: "Errors",
      description: "Lines in each interval that speak of an error, by model and container.",
      unit: unit.count,
      queries: [
        {
          expr: `sum by (model_service, container) (count_over_time({${chosen}} ${errors} [$__interval]))`,
          legend: "{{model_service}} {{container}}",
        },
      ],
    }),
    logSeries({
      title: "Requests answered with 5xx",
      description: "From the access logs of the models' proxies, in each interval, by code.",
      unit: unit.count,
      queries: [
        {
          expr: `sum by (model_service, response_code) (count_over_time({${accessLog}} | json | response_code >= 500 [$__interval]))`,
          legend: "{{model_service}} {{response_code}}",
        },
      ],
    }),
  ];
}

function failures(): Panel {
  return logLines(
    "Lines with errors",
    "The newest lines that speak of an error. A line of a proxy or server with a trace id leads to its trace.",
    `{${chosen}} ${errors}`,
  );
}

function everything(): Panel {
  return logLines(
    "All lines",
    "The newest lines of the chosen containers; narrow them at the top, or open them in Explore to search.",
    `{${chosen}}`,
  );
}
