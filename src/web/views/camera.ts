/** Where the drawing is looked at from: pans by dragging and with the arrow keys, zooms with the wheel and two fingers. */

export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const [leastScale, greatestScale] = [0.05, 2.5];

export class Camera {
  #scale = 1;
  #left = 0;
  #top = 0;
  #extent = { width: 1, height: 1 };
  #frame: number | undefined;
  readonly #fingers = new Map<number, { x: number; y: number }>();

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly onChange: () => void,
  ) {
    svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.#press(event));
    svg.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"] as const) {
      svg.addEventListener(name, ({ pointerId }) => this.#fingers.delete(pointerId));
    }
    new ResizeObserver(() => this.changed()).observe(svg);
  }

  get view(): View {
    const { width, height } = this.#size;
    return {
      scale: this.#scale,
      left: this.#left,
      top: this.#top,
      width: width / this.#scale,
      height: height / this.#scale,
    };
  }

  get #size(): { readonly width: number; readonly height: number } {
    return { width: this.svg.clientWidth || 400, height: this.svg.clientHeight || 400 };
  }

  setExtent(width: number, height: number): void {
    this.#extent = { width, height };
  }

  /** The whole drawing where it can be read; else as wide as it is, from its beginning. */
  fit(): void {
    const { width, height } = this.#size;
    const whole = Math.min(width / this.#extent.width, height / this.#extent.height, 1.1);
    this.#scale = whole > 0.6 ? whole : Math.min(1, Math.max(0.6, width / this.#extent.width));
    this.#left = (this.#extent.width - width / this.#scale) / 2;
    this.#top = whole > 0.6 ? (this.#extent.height - height / this.#scale) / 2 : 0;
    this.changed();
  }

  zoom(factor: number, x = this.#size.width / 2, y = this.#size.height / 2): void {
    const scale = Math.min(greatestScale, Math.max(leastScale, this.#scale * factor));
    this.#left += x / this.#scale - x / scale;
    this.#top += y / this.#scale - y / scale;
    this.#scale = scale;
    this.changed();
  }

  centre(x: number, y: number): void {
    const { width, height } = this.view;
    this.#left = x - width / 2;
    this.#top = y - height / 2;
    this.changed();
  }

  /** Moves only where the box is not in view. */
  reveal({ x, y, width, height }: Box): void {
    const { left, top, width: w, height: h } = this.view;
    const isSeen = x >= left && y >= top && x + width <= left + w && y + height <= top + h;
    if (!isSeen) this.centre(x + width / 2, y + height / 2);
  }

  /** Draws with the next frame. */
  changed(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.onChange();
    });
  }

  #wheel(event: WheelEvent): void {
    const area = this.svg.getBoundingClientRect();
    // A plain wheel scrolls the page unless somebody has stepped into the drawing.
    if (!event.ctrlKey && !event.metaKey && !this.svg.contains(document.activeElement)) return;
    event.preventDefault();
    this.zoom(
      Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)),
      event.clientX - area.left,
      event.clientY - area.top,
    );
  }

  #press(event: PointerEvent): void {
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #drag(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    if (other !== undefined) {
      const distance = (point: typeof now): number => Math.hypot(point.x - other.x, point.y - other.y);
      const area = this.svg.getBoundingClientRect();
      if (distance(before) > 0) this.zoom(distance(now) / distance(before), other.x - area.left, other.y - area.top);
      return;
    }
    if (event.pointerType === "mouse" && event.buttons === 0) {
      this.#fingers.delete(event.pointerId);
      return;
    }
    // Captured only now, so that a press without a move stays a click on a box.
    if (!this.svg.hasPointerCapture(event.pointerId)) this.svg.setPointerCapture(event.pointerId);
    this.#left -= (now.x - before.x) / this.#scale;
    this.#top -= (now.y - before.y) / this.#scale;
    this.changed();
  }
}
