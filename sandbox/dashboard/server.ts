import { dashboards } from "@inference-platform/components/observability/dashboards/catalogue";

import { loopback } from "../controlplane/ports";
import { startLoopbackServer } from "../loopback-server";
import type { PrometheusClient } from "../prometheus/client";
import { escapeHtml } from "./html";
import { dashboardPage, documentHtml } from "./page";

/** What a server of dashboards shows. */
interface DashboardServerOptions {
  readonly client: PrometheusClient;
  /** What the reader has to know of the data. */
  readonly note: string;
  /** How far back the pages look. */
  readonly rangeSeconds: number;
  /** 0: a free one. */
  readonly port: number;
}

/** A server of dashboards on loopback. */
export interface DashboardServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server that draws each dashboard with the data of now when it is asked for. */
export async function startDashboardServer(
  options: DashboardServerOptions,
): Promise<DashboardServer> {
  const { port, close } = await startLoopbackServer((request, response) => {
    answer(request.url ?? "/", options).then(
      ({ status, body }) => {
        response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const body = documentHtml("Error", `<h1>Error</h1><p>${escapeHtml(message)}</p>`);
        response.writeHead(500, { "content-type": "text/html; charset=utf-8" }).end(body);
      },
    );
  }, options.port);
  return { url: `http://${loopback}:${port}/`, close };
}

async function answer(
  url: string,
  { client, note, rangeSeconds }: DashboardServerOptions,
): Promise<{ readonly status: number; readonly body: string }> {
  const uid = url.replace(/\?.*$/, "").slice(1);
  if (uid === "") return { status: 200, body: indexPage(note) };
  const definition = dashboards.find((one) => one.uid === uid);
  if (definition === undefined) {
    const body = documentHtml("Not found", '<h1>Not found</h1><p><a href="/">Dashboards</a></p>');
    return { status: 404, body };
  }
  const to = Date.now() / 1000;
  const links = Object.fromEntries([
    ["All dashboards", "/"],
    ...dashboards.map((one) => [one.title, `/${one.uid}`] as const),
  ]) as Readonly<Record<string, string>>;
  const range = { from: to - rangeSeconds, to };
  return {
    status: 200,
    body: await dashboardPage(definition.build(), { client, range, note, links }),
  };
}

function indexPage(note: string): string {
  const items = dashboards.map(
    ({ uid, title, description }) =>
      `<li><a href="/${uid}"><strong>${escapeHtml(title)}</strong><span>${escapeHtml(description)}</span></a></li>`,
  );
  return documentHtml(
    "Dashboards of the sandbox",
    `<header><div><h1>Dashboards of the sandbox</h1></div><div class="aside"><p class="note">${escapeHtml(note)}</p></div></header><ul class="index">${items.join("")}</ul>`,
  );
}
