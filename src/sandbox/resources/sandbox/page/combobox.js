import { h, fill } from './dom.js';
import { text } from './blocks.js';

let count = 0;

/**
 * A field that looks for options while somebody types: {@code find(typed)} gets them, {@code pick(option, input)} takes one.
 * The arrows choose, Enter takes what is chosen, Escape closes the list.
 */
export function combobox({ placeholder, value = '' }, find, pick) {
  const id = `options-${++count}`;
  const list = h('.menu', { id, role: 'listbox', hidden: true, 'aria-label': 'What was found', onmousedown: (event) => event.preventDefault() }); // The focus stays in the field.
  let marked = -1;

  const mark = (i) => {
    const options = [...list.children];
    marked = options.length ? (i + options.length) % options.length : -1;
    options.forEach((option, n) => option.setAttribute('aria-selected', String(n === marked)));
    input.setAttribute('aria-activedescendant', options[marked]?.id ?? '');
    options[marked]?.scrollIntoView({ block: 'nearest' });
  };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute('aria-expanded', String(open));
    if (!open) input.setAttribute('aria-activedescendant', '');
    marked = -1;
  };
  const take = (option) => { show(false); pick(option, input); };
  const look = async () => {
    const typed = input.value;
    const found = await find(typed);
    if (input.value !== typed || !found) return; // The person has typed more since; those results come later.
    list.drawn = null;
    fill(list, found, () => found.map((option, n) => h('button', {
      key: option.value, type: 'button', role: 'option', tabindex: '-1', id: `${id}-${n}`, 'aria-selected': 'false', onclick: () => take(option),
    }, text(option.text))));
    show(found.length > 0);
  };
  const keys = (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (list.hidden) look();
      else mark(marked < 0 && move < 0 ? -1 : marked + move);
    } else if (event.key === 'Enter' && !event.isComposing && !list.hidden) {
      event.preventDefault(); // Enter chooses an option; it does not send the form.
      list.children[Math.max(marked, 0)]?.click();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  };
  const input = h('input', {
    role: 'combobox', autocomplete: 'off', placeholder, value, 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-expanded': 'false',
    oninput: look, onfocus: look, onkeydown: keys,
  });
  return h('.with-menu', { onfocusout: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) show(false); } }, input, list);
}
