import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

/** Everything of the sandbox listens here and nowhere else. */
export const loopback = "127.0.0.1";

/**
 * One free port of the loopback address for each name. A port that was given out before is given out again while it is
 * free; else the system chooses another one.
 */
export async function takePorts<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const remembered = readPorts(file);
  // All are held until the last is found, so that no two names get the same one.
  const held = await Promise.all(names.map((name) => hold(remembered[name])));
  const ports = Object.fromEntries(
    names.map((name, index) => [name, portOf(held[index])]),
  ) as Record<Name, number>;
  await Promise.all(held.map(close));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // Another controller may have taken its ports meanwhile: its entries stay.
  fs.writeFileSync(file, `${JSON.stringify({ ...readPorts(file), ...ports }, null, 2)}\n`);
  return ports;
}

function readPorts(file: string): Readonly<Record<string, number>> {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, number>;
  } catch {
    return {};
  }
}

async function hold(wanted: number | undefined): Promise<net.Server> {
  if (wanted === undefined) return listen(0);
  try {
    return await listen(wanted);
  } catch {
    return listen(0);
  }
}

function listen(port: number): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen({ port, host: loopback, exclusive: true }, () => {
      resolve(server);
    });
  });
}

function portOf(server: net.Server | undefined): number {
  const address = server?.address();
  if (typeof address !== "object" || address === null)
    throw new Error("the server is not listening");
  return address.port;
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
