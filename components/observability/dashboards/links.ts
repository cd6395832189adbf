import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DashboardLink,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { GATEWAY_NAME, GATEWAY_NAMESPACE } from "../../mesh/defaults";
import { datasources } from "./datasources";

/** A link of a dashboard or of a panel. */
export type Link = Builder<DashboardLink>;

/** Tag of every dashboard, by which they find each other. */
export const TAG = "inference-platform";

/** A menu of all dashboards; the time range and the variables go along. */
export function dashboardMenu(): Link {
  return shown(
    new DashboardLinkBuilder("Dashboards")
      .type(DashboardLinkType.Dashboards)
      .tags([TAG])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
  );
}

/** Logs of the models that are chosen on this dashboard, at the same time. */
export function logsLink(): Link {
  return link(
    "Logs",
    "/d/logs/logs?${namespace:queryparam}&${model_service:queryparam}&${__url_time_range}",
  );
}

/** Logs of the tenants that are chosen on a dashboard without a choice of models, at the same time. */
export function tenantLogsLink(): Link {
  return link("Logs", "/d/logs/logs?${namespace:queryparam}&${__url_time_range}");
}

/** Logs of the gateway's proxies, at the same time. */
export function gatewayLogsLink(): Link {
  return link(
    "Logs of the gateway",
    `/d/logs/logs?var-namespace=${GATEWAY_NAMESPACE}&\${__url_time_range}`,
  );
}

/** Traces of requests that came through the gateway, at the same time. */
export function gatewayTracesLink(): Link {
  return link(
    "Traces of the gateway",
    exploreTraces(`{resource.service.name=~"${GATEWAY_NAME}.*"}`),
  );
}

/** The model that was clicked on, with everything that is known about it. */
export function modelLink(): Link {
  return link(
    "Model ${__field.labels.model_service}",
    "/d/model-service/model-service?var-namespace=${__field.labels.namespace}&var-model_service=${__field.labels.model_service}&${__url_time_range}",
  );
}

/** The model in the line of a table that was clicked on; the table has the columns `Tenant` and `Model`. */
export function modelOfLineLink(): Link {
  return link(
    "Model ${__data.fields.Model}",
    "/d/model-service/model-service?var-namespace=${__data.fields.Tenant}&var-model_service=${__data.fields.Model}&${__url_time_range}",
  );
}

/**
 * Traces of the models that are chosen on this dashboard, at the same time. The proxies of the mesh and the servers
 * call their service by a name that holds the name of the model.
 */
export function tracesLink(): Link {
  return link("Traces", exploreTraces('{resource.service.name=~".*(${model_service:regex}).*"}'));
}

/** Grafana's page for free search, on Tempo. Variables stay readable in it: Grafana puts their values in. */
function exploreTraces(query: string): string {
  const { tempo } = datasources;
  const pane = {
    datasource: tempo.uid,
    queries: [{ refId: "A", datasource: tempo, queryType: "traceql", query, limit: 20 }],
    range: { from: "${__from}", to: "${__to}" },
  };
  const panes = encodeURIComponent(JSON.stringify({ traces: pane })).replaceAll(
    /%24%7B(.+?)%7D/g,
    (_match, variable: string) => `\${${decodeURIComponent(variable)}}`,
  );
  return `/explore?schemaVersion=1&panes=${panes}&orgId=1`;
}

function link(title: string, url: string): Link {
  return shown(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url));
}

/** The SDK puts links into a closed menu unless told; it has no word for the open place. */
function shown(builder: Link): Link {
  return {
    build: () => {
      const built = builder.build();
      delete built.placement;
      return built;
    },
  };
}
