/** Creates an element. Text only ever becomes a text node, so nobody's words become markup. */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name || 'div');
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'class') element.classList.add(...value.split(' '));
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what is in an element, only if {@code key} tells that it would look different. */
export function fill(element, key, draw) {
  const text = JSON.stringify(key);
  if (element.drawn === text) return false;
  element.drawn = text;
  element.replaceChildren(...[draw()].flat(Infinity));
  return true;
}

/** Shows a list so that what did not change is left alone, with its focus and its selection. */
export function fillList(element, items, keyOf, draw) {
  const old = new Map([...element.children].map((child) => [child.key, child]));
  const nodes = items.map((item) => {
    const text = JSON.stringify(item);
    const known = old.get(keyOf(item));
    if (known?.drawn === text) return known;
    return Object.assign(draw(item), { key: keyOf(item), drawn: text });
  });
  const same = nodes.length === element.children.length && nodes.every((node, i) => node === element.children[i]);
  if (!same) element.replaceChildren(...nodes);
  return !same;
}
