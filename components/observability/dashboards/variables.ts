import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { datasources } from "./datasources";

/** A variable of a dashboard: a choice at its top. */
export type Variable = Builder<VariableModel>;

/** Label matchers: the series of the chosen tenants. */
export const CHOSEN_TENANTS = 'namespace=~"$namespace"';

/** Label matchers: the series of the chosen models. */
export const CHOSEN_MODELS = `${CHOSEN_TENANTS},model_service=~"$model_service"`;

/** Which Prometheus is asked. */
export function datasourceVariable(): Variable {
  return new DatasourceVariableBuilder("datasource")
    .label("Metrics")
    .type("prometheus")
    .current({ selected: true, text: "Prometheus", value: "prometheus" });
}

/**
 * The values of a label, several at a time, at first all.
 *
 * @param name Of the variable and of the label.
 * @param selector The series that carry the label; it may name variables that stand before this one.
 */
export function labelVariable(name: string, label: string, selector: string): Variable {
  const query = `label_values(${selector}, ${name})`;
  return choice(name, label).query(query).definition(query).datasource(datasources.prometheus);
}

/** The namespaces, each a tenant, of models that the mesh has seen a request to. */
export function namespaceVariable(selector = "model_service:requests:rate5m"): Variable {
  return labelVariable("namespace", "Tenant", selector);
}

/** The models (InferenceServices) of the chosen namespaces. */
export function modelServiceVariable(
  selector = `model_service:requests:rate5m{${CHOSEN_TENANTS}}`,
): Variable {
  return labelVariable("model_service", "Model", selector);
}

/**
 * The values of a label of Loki's streams.
 *
 * @param stream Selector of the streams that are looked at. Default: every stream.
 */
export function logLabelVariable(name: string, label: string, stream = ""): Variable {
  return choice(name, label)
    .query({ refId: "LokiVariableQueryEditor-VariableQuery", type: 1, label: name, stream })
    .datasource(datasources.loki);
}

function choice(name: string, label: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}
