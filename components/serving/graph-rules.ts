import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import { LONGEST_GRAPH_NAME, modelObjectSuffixes, protocolWords } from "./graph-defaults";
import { modelName } from "./graph-models";
import { graphNodeProblems, targetModels } from "./graph-node-rules";
import { requestTimeout, type InferenceGraphRequest } from "./graph-plan";
import { replicaProblems } from "../autoscaling/rules";
import { resourceProblems } from "./resource-rules";
import { secondsProblems } from "./rules";

/** Problems of an inference graph whose values are known. */
export function inferenceGraphProblems(request: InferenceGraphRequest): Problem[] {
  return [
    ...graphNameProblems(request),
    ...nameProblems("namespace", request.namespace),
    ...below("nodes", graphNodeProblems(request.nodes, request.models)),
    ...resourceProblems("resources", request.resources),
    ...below("replicas", replicaProblems(request.replicas)),
    ...timeoutProblems(request),
  ];
}

/** Problems of the name of a graph: it names the objects of the router, and with the namespace its host. */
function graphNameProblems({ graph, namespace, nodes, models }: InferenceGraphRequest): Problem[] {
  const path = "graph";
  const problems = nameProblems(path, graph, LONGEST_GRAPH_NAME);
  if (problems.length > 0) return problems;
  const label = `${graph}-${namespace}`;
  if (label.length > 63) {
    problems.push({
      path,
      reason: `"${label}" has ${label.length} characters, and a host label at most 63. Shorten the name by ${label.length - 63}.`,
    });
  }
  if ([...(models ?? []).map(modelName), ...targetModels(nodes)].includes(graph)) {
    problems.push({
      path,
      reason: `"${graph}" is the name of a model too, and both would answer at the host ${label}. Choose another name.`,
    });
  }
  const suffix = modelObjectSuffixes.find((end) => graph.endsWith(end));
  if (suffix !== undefined) {
    problems.push({
      path,
      reason: `"${graph}" ends with "${suffix}", as the objects of a model do. Choose another end.`,
    });
  }
  const [word = ""] = graph.split("-");
  if (protocolWords.includes(word)) {
    problems.push({
      path,
      reason: `"${graph}" begins with "${word}", from which Istio would read the protocol of the router. Choose another beginning.`,
    });
  }
  return problems;
}

function timeoutProblems(request: InferenceGraphRequest): Problem[] {
  const { requestTimeoutSeconds, stepTimeoutSeconds = 0 } = request;
  const problems = [
    ...secondsProblems("requestTimeoutSeconds", requestTimeoutSeconds),
    ...secondsProblems("stepTimeoutSeconds", request.stepTimeoutSeconds),
  ];
  const whole = requestTimeout(request);
  if (problems.length > 0 || stepTimeoutSeconds <= whole) return problems;
  return [
    {
      path: "stepTimeoutSeconds",
      reason: `${stepTimeoutSeconds} is more than the ${whole} of the whole request. Lower it, or raise requestTimeoutSeconds.`,
    },
  ];
}
