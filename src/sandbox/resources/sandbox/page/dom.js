/** Creates an element. Text only ever becomes a text node, so nobody's words become markup. */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name || 'div');
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'class') element.classList.add(...value.split(' '));
    else if (key.startsWith('on')) listen(element, key.slice(2), value);
    else if (['value', 'checked', 'key'].includes(key)) element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function listen(element, type, deed) {
  (element.deeds ??= {})[type] = deed;
  element.addEventListener(type, (event) => element.deeds[type](event));
}

const named = (node) => node.key ?? node.dataset?.testid;
const hears = (node) => Object.keys(node.deeds ?? {}).join();
const alike = (one, other) => one.nodeName === other.nodeName && one.control === other.control && hears(one) === hears(other);
const fields = (element) => (element.matches('input, select, textarea') ? [element] : [...element.querySelectorAll('input, select, textarea')]);

function copyAttributes(old, fresh, names) {
  for (const name of names) {
    const value = fresh.getAttribute(name);
    if (value === null) old.removeAttribute(name);
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** A field that a person is using stays as they left it; other fields show their current value. */
function refresh(old, fresh) {
  const current = fields(fresh);
  const taken = old.held === fresh.held || old.contains(document.activeElement);
  fields(old).forEach((field, i) => {
    if (!taken) field.value = current[i].value;
    if (!taken && 'checked' in field) field.checked = current[i].checked;
    copyAttributes(field, current[i], ['aria-invalid', 'aria-describedby']);
  });
  old.held = fresh.held;
}

/** Makes an element look like another, if they are of one kind; returns the one to show. */
function renewed(old, fresh) {
  if (!old || old === fresh || !alike(old, fresh)) return fresh;
  if (fresh.control) refresh(old, fresh);
  else if (fresh.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
  } else {
    copyAttributes(old, fresh, new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()]));
    old.deeds = fresh.deeds;
    renewChildren(old, [...fresh.childNodes]);
  }
  return Object.assign(old, { key: fresh.key, drawn: fresh.drawn });
}

/** Shows these children, reusing those that are there: a child that stays is not even moved. */
function renewChildren(parent, children) {
  const old = [...parent.childNodes];
  const known = (fresh) => {
    const i = old.includes(fresh) ? old.indexOf(fresh) : old.findIndex((one) => named(one) === named(fresh) && one.nodeName === fresh.nodeName);
    return i < 0 ? undefined : old.splice(i, 1)[0];
  };
  const shown = children.map((fresh) => renewed(known(fresh), fresh));
  for (const child of [...parent.childNodes]) if (!shown.includes(child)) child.remove();
  let place = parent.firstChild;
  for (const node of shown) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
}

/** Renews what is in an element, only if {@code key} shows that it would look different. */
export function fill(element, key, draw) {
  const text = JSON.stringify(key);
  if (element.drawn === text) return false;
  element.drawn = text;
  renewChildren(element, [draw()].flat(Infinity));
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
  if (!same) renewChildren(element, nodes);
  return !same;
}

/** Has everything in these elements redrawn next time. */
export function outdate(...elements) {
  for (const element of elements) for (const one of [element, ...element.children]) one.drawn = null;
}
