/** What the MACs of a `TKNBatch` cover: the leaf elements of a section, as text, in document order. */

import type { XmlElement } from '../xml/element.ts';

const BLOCK_BYTES = 16;

/**
 * One line `Section.Path value` for each leaf, but for the MACs themselves. Zero bytes go between the lines: as many
 * as the line before reached into its block, a whole block where it reached none. A line so short that it and its
 * zeros fit one block is moved back to the beginning of the block that it would start in. That is how the makers of
 * these files do it; the MACs come out right no other way.
 */
export function macData(section: XmlElement): Buffer {
  const data = new Layout();
  append(section, section.name, data);
  return data.bytes();
}

function append(element: XmlElement, path: string, data: Layout): void {
  for (const child of element.children) {
    if (/.MAC$/.test(child.name)) continue;
    const childPath = `${path}.${child.name}`;
    if (child.children.length > 0) append(child, childPath, data);
    // An empty element counts as the closing tag of its parent.
    else data.add(`${childPath} ${child.text === '' ? `</${child.name}>` : child.text}\n`);
  }
}

class Layout {
  #bytes = Buffer.alloc(1_024);
  #end = 0;
  #gap = 0;

  add(text: string): void {
    const line = Buffer.from(text, 'utf8');
    const extent = line.length + this.#gap;
    const start = extent <= BLOCK_BYTES ? this.#end - (this.#end % BLOCK_BYTES) : this.#end;
    this.#reserve(start + extent);
    this.#bytes.fill(0, start, start + extent);
    this.#bytes.set(line, start);
    this.#end = start + extent;
    this.#gap = this.#end % BLOCK_BYTES === 0 ? BLOCK_BYTES : this.#end % BLOCK_BYTES;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Buffer.alloc(length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
