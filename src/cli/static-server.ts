/** Serves a folder on this machine only: what `shapewright ui` opens, and what the browser tests visit. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

export interface StaticServer {
  /** Such as `http://127.0.0.1:4173/`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Any free one if absent. */
  readonly port?: number;
  /** Files outside the folder, by their path in the address: `opened/model.onnx`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
}

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Starts a server on the loopback address; rejects with Node's error where the port is taken. */
export async function serveFolder(folder: string, { port = 0, ...served }: ServeOptions = {}): Promise<StaticServer> {
  const server = createServer((request, response) => void answer(folder, served, request, response));
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  folder: string,
  { files = {}, headers = {} }: Omit<ServeOptions, "port">,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = method === "GET" || method === "HEAD" ? await findFile(folder, files, url ?? "/") : undefined;
  if (file === undefined) {
    response.writeHead(404, { "content-type": "text/plain", "x-content-type-options": "nosniff" }).end("not found\n");
    return;
  }
  response.writeHead(200, {
    "content-type": mediaTypes[extname(file.path)] ?? "application/octet-stream",
    "content-length": file.size,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...headers,
  });
  if (method === "HEAD") response.end();
  else
    createReadStream(file.path)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** The plain file that a request names, never one outside the folder that was not named. */
async function findFile(
  folder: string,
  files: Readonly<Record<string, string>>,
  url: string,
): Promise<{ path: string; size: number } | undefined> {
  try {
    const name = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const named = Object.hasOwn(files, name.slice(1)) ? files[name.slice(1)] : undefined;
    const path = named ?? normalize(join(folder, name.endsWith("/") ? `${name}index.html` : name));
    if (named === undefined && !path.startsWith(normalize(folder) + sep)) return undefined;
    const found = await stat(path);
    return found.isFile() ? { path, size: found.size } : undefined;
  } catch {
    return undefined;
  }
}
