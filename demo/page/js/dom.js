// Makes and changes elements. Text goes in as text only: nothing here, and nothing else on the page, parses HTML.

/**
 * An element.
 * @param {string} tag
 * @param {Object} [given] class, text, on (listeners by event), data; anything else is an attribute
 * @param {...(Node|string|null|false|undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, heard] of Object.entries(value)) made.addEventListener(event, heard);
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function svg(tag, given = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The element of this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Brings the children of `root` in line with `items`, touching only what changed: what stays is neither made again nor
 * moved, so that focus and place are kept.
 * @param {HTMLElement} root
 * @param {Array} items
 * @param {(item) => string} key
 * @param {(item) => string} print what an item shows, as a string; the same print is not drawn again
 * @param {(item, old: HTMLElement|undefined) => HTMLElement} draw
 */
export function reconcile(root, items, key, print, draw) {
  const old = new Map([...root.children].map((child) => [child.dataset.key, child]));
  let place = root.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const shown = print(item);
    let node = old.get(name);
    old.delete(name);
    if (!node || node.dataset.print !== shown) {
      const focus = node && node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      const drawn = draw(item, node);
      drawn.dataset.key = name;
      drawn.dataset.print = shown;
      if (node && node !== drawn) {
        if (place === node) place = drawn;
        node.replaceWith(drawn);
      }
      node = drawn;
      if (focus) node.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    }
    if (node === place) place = place.nextElementSibling;
    else root.insertBefore(node, place);
  }
  for (const gone of old.values()) gone.remove();
}

/** Runs `work` once before the next picture, or soon when no picture is drawn because the page is hidden. */
export function soon(work) {
  let waiting = false;
  const run = () => {
    waiting = false;
    work();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    if (document.hidden) setTimeout(run, 50);
    else requestAnimationFrame(run);
  };
}

/** Whether the reader asked for less motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Offers `blob` as a file. */
export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
