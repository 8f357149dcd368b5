/** What the page does: opens sources, asks the worker, and keeps the answers for the views. */
import type { Table } from "../report/table.js";
import { type Address, readAddress, writeAddress } from "./address.js";
import { Cancelled, Client } from "./client.js";
import { Store } from "./store.js";
import type {
  Analysis,
  Calls,
  Drawing,
  ExportFormat,
  Finding,
  LayerExplanation,
  Sizes,
  Source,
} from "./worker/messages.js";
import { readZooText } from "./zoo.js";

interface Work {
  readonly text: string;
  readonly share: number | null;
}

export interface State {
  readonly source: Source | undefined;
  readonly sizes: Sizes;
  /** The last network that could be analysed. */
  readonly analysis: Analysis | undefined;
  /** Of the source as it is now. */
  readonly findings: readonly Finding[];
  /** Whether what is shown is the source as it is now. */
  readonly isCurrent: boolean;
  readonly variants: readonly string[];
  readonly work: Work | undefined;
  readonly drawing: Drawing | string | undefined;
  readonly validSizes: string;
  /** Full name of the row that is looked at, and its layers. */
  readonly selected: { readonly path: string; readonly layers: readonly string[] } | undefined;
  readonly explained: readonly LayerExplanation[];
  /** Said to whoever listens to the page. */
  readonly notice: string;
}

const noSizes: Sizes = { symbols: {}, inputs: {} };

/** Explanations of more layers than these fill no screen. */
const mostExplained = 12;

export class App {
  readonly store = new Store<State>({
    source: undefined,
    sizes: noSizes,
    analysis: undefined,
    findings: [],
    isCurrent: false,
    variants: [],
    work: undefined,
    drawing: undefined,
    validSizes: "",
    selected: undefined,
    explained: [],
    notice: "",
  });

  readonly #client = new Client();
  #isBusy = false;
  #isStale = false;
  #lastKey = 0;
  /** Files that were opened, by the number in the history's entry: an address cannot hold them. */
  readonly #models = new Map<number, Source>();

  /** Opens what the address asks for, else the first network of the zoo. */
  async openAddress(state: unknown): Promise<void> {
    const kept = typeof state === "number" ? this.#models.get(state) : undefined;
    if (kept !== undefined) return this.#show(kept, noSizes);
    const address = await readAddress(location.hash);
    if (address?.spec !== undefined) {
      return this.#show({ kind: "spec", key: ++this.#lastKey, ...address.spec }, address.sizes);
    }
    if (address?.file !== undefined) return this.#fetchFile(address.file, address.sizes);
    const name = address?.zoo ?? "lenet-5";
    const text = await readZooText(name);
    if (text === undefined) return this.openZoo("lenet-5");
    return this.#show(this.#zooSource(name, text), address?.sizes ?? noSizes);
  }

  async #fetchFile({ name, variant }: NonNullable<Address["file"]>, sizes: Sizes): Promise<void> {
    this.store.update({ work: { text: `Opening ${name}`, share: null } });
    const response = await fetch(`opened/${encodeURIComponent(name)}`);
    if (!response.ok) {
      this.store.update({ work: undefined, notice: `${name} is not served here` });
      return this.openZoo("lenet-5");
    }
    const source = await this.#fileSource(name, await response.blob());
    return this.#show(source.kind === "spec" ? { ...source, variant } : source, sizes);
  }

  async openZoo(name: string): Promise<void> {
    const text = await readZooText(name);
    if (text !== undefined) await this.#open(this.#zooSource(name, text));
  }

  async openFile(file: File): Promise<void> {
    await this.#open(await this.#fileSource(file.name, file));
  }

  async #fileSource(name: string, file: Blob): Promise<Source> {
    const key = ++this.#lastKey;
    if (!/\.(ya?ml|json|txt)$/i.test(name)) return { kind: "model", key, name, file };
    return { kind: "spec", key, name, text: await file.text() };
  }

  #zooSource(name: string, text: string): Source {
    return { kind: "spec", key: ++this.#lastKey, name: `${name}.yaml`, text, variant: name, zoo: name };
  }

  /** The specification as somebody edits it. */
  edit(text: string): void {
    const { source } = this.store.state;
    if (source?.kind !== "spec" || source.text === text) return;
    const { zoo: _, ...rest } = source;
    void this.#show({ ...rest, key: ++this.#lastKey, text }, this.store.state.sizes);
  }

  chooseVariant(variant: string): void {
    const { source } = this.store.state;
    if (source?.kind !== "spec") return;
    const zoo = source.zoo === undefined ? {} : { zoo: variant };
    void this.#open({ ...source, key: ++this.#lastKey, variant, ...zoo });
  }

  setSizes(sizes: Sizes): void {
    this.store.update({ sizes });
    void this.#analyse();
  }

  async #open(source: Source): Promise<void> {
    if (source.kind === "model") this.#models.set(source.key, source);
    history.pushState(source.kind === "model" ? source.key : null, "", location.href);
    await this.#show(source, noSizes);
  }

  #show(source: Source, sizes: Sizes): Promise<void> {
    const { source: before } = this.store.state;
    // The same text with a change keeps what is looked at.
    const isEdit = before?.kind === "spec" && source.kind === "spec" && before.name === source.name;
    this.store.update({ source, sizes, ...(!isEdit && { selected: undefined, explained: [], drawing: undefined }) });
    return this.#analyse();
  }

  /** One analysis at a time; what changes meanwhile is looked at when it is done. */
  async #analyse(): Promise<void> {
    this.#isStale = true;
    this.store.update({ isCurrent: false });
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#analyseOnce();
      }
      this.store.update({ work: undefined });
      await this.#afterwards();
    } catch (error) {
      this.store.update({ work: undefined, notice: messageOf(error) });
    } finally {
      this.#isBusy = false;
    }
    if (this.#isStale) await this.#analyse();
  }

  async #analyseOnce(): Promise<void> {
    const { source, sizes } = this.store.state;
    if (source === undefined) return;
    this.store.update({ work: { text: "Reading", share: null } });
    const result = await this.#client.call(
      "analyse",
      { source, sizes },
      { onProgress: (text, share) => this.store.update({ work: { text, share } }) },
    );
    // First, so that whoever sees the figures can copy their link.
    await this.#writeAddress();
    if (this.#isStale) return;
    const { findings, variants } = result;
    const isAnalysed = "rows" in result;
    const isOther = this.store.state.analysis?.name !== (isAnalysed ? result.name : undefined);
    this.store.update({
      findings,
      variants,
      isCurrent: true,
      // What was shown before stays while a specification is mistyped, but not for another network.
      ...(isAnalysed ? { analysis: result } : source.kind === "model" && { analysis: undefined, drawing: undefined }),
      ...(isAnalysed && isOther && { selected: undefined, explained: [] }),
    });
  }

  /** What takes longer than the counts: the drawing, the valid sizes. */
  async #afterwards(): Promise<void> {
    const { analysis, isCurrent, drawing, selected } = this.store.state;
    if (analysis === undefined || !isCurrent || this.#isStale) return;
    await this.draw(typeof drawing === "object" ? drawing.folded : null);
    if (selected !== undefined && !this.#isStale) await this.select(selected.path, selected.layers);
    if (!this.#isStale) this.store.update({ validSizes: await this.#client.call("validSizes", null) });
  }

  async draw(folded: readonly string[] | null): Promise<void> {
    try {
      this.store.update({ drawing: await this.#client.call("draw", { folded }) });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      this.store.update({ drawing: messageOf(error) });
    }
  }

  async select(path: string, layers: readonly string[]): Promise<void> {
    const selected = { path, layers };
    this.store.update({ selected });
    if (!this.store.state.isCurrent) return;
    const explained = await this.#client.call("explain", { layers: layers.slice(0, mostExplained) });
    if (this.store.state.selected === selected) this.store.update({ explained });
  }

  deselect(): void {
    this.store.update({ selected: undefined, explained: [] });
  }

  /** Looks at whatever a finding or a constraint names: a layer, a module, or a node of one. */
  selectNamed(name: string): boolean {
    const row = this.rowNamed(name);
    if (row === undefined) return false;
    void this.select(row.path, row.layers);
    return true;
  }

  rowNamed(name: string): Analysis["rows"][number] | undefined {
    const rows = this.store.state.analysis?.rows ?? [];
    return rows.find(({ path }) => path === name) ?? rows.findLast(({ layers }) => layers.includes(name));
  }

  /** The tools whose counting is known. */
  conventions(): Promise<Calls["conventions"]["gives"]> {
    return this.#client.call("conventions", null);
  }

  /** How another tool would count what is shown. */
  countBy(name: string): Promise<Table> {
    return this.#client.call("convention", { name });
  }

  async download(format: ExportFormat): Promise<void> {
    try {
      const { name, type, parts } = await this.#client.call("export", { format });
      const url = URL.createObjectURL(new Blob([...parts], { type }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      this.store.update({ notice: `${name} is ready` });
    } catch (error) {
      this.store.update({ notice: messageOf(error) });
    }
  }

  /** Stops whatever the worker does. */
  cancel(): void {
    this.#isStale = false;
    this.#client.cancel();
    this.store.update({ work: undefined, notice: "Stopped" });
  }

  async #writeAddress(): Promise<void> {
    const { source, sizes } = this.store.state;
    if (source === undefined || source.kind === "model") {
      if (source !== undefined && location.hash.startsWith("#file=")) return;
      history.replaceState(source?.key ?? null, "", location.pathname);
      return;
    }
    const { name, text, variant } = source;
    const spec = source.zoo === undefined ? { spec: { name, text, ...(variant !== undefined && { variant }) } } : {};
    const address = { ...(source.zoo !== undefined && { zoo: source.zoo }), ...spec, sizes };
    history.replaceState(null, "", await writeAddress(address));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
