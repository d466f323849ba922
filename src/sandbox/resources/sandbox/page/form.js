import { h, fill } from './dom.js';
import { blocks } from './blocks.js';
import { withEmoji } from './mrkdwn.js';
import { keepKeys } from './dialogs.js';

const dialog = h('dialog.form', { 'aria-labelledby': 'form-title', 'data-testid': 'modal' });
let entries = {};
let current = null;
let actions = null;
let complaints = '{}';

keepKeys(dialog, () => actions.close(current.id));
dialog.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) dialog.querySelector('.submit')?.click(); // From a field of many lines, too.
});

const surface = () => ({
  where: current.id,
  values: merged(current.state.values),
  errors: current.errors,
  enter: (block, element, value) => { (entries[block.block_id] ??= {})[element.action_id] = value; },
  act: (block, element, value) => actions.act(current.id, block, element, value, entries),
  suggest: (block, element, typed) => actions.suggest(current.id, block, element, typed),
});

/** The values of the fields: those that Slack has, replaced by what was entered since. */
function merged(values) {
  const all = structuredClone(values);
  for (const [block, fields] of Object.entries(entries)) {
    for (const [action, value] of Object.entries(fields)) (all[block] ??= {})[action] = { value };
  }
  return all;
}

async function submit(event) {
  event.preventDefault();
  dialog.classList.add('sending');
  try {
    await actions.submit(current.id, entries);
  } finally {
    dialog.classList.remove('sending');
  }
}

function draw(depth, trouble) {
  const text = (object, otherwise) => withEmoji(object?.text ?? otherwise);
  return h('form', { novalidate: true, onsubmit: submit },
    h('header', {},
      h('span.avatar.bot', { 'aria-hidden': 'true' }),
      h('h2', { id: 'form-title' }, text(current.title, '')),
      h('button.close', { type: 'button', 'aria-label': depth > 1 ? 'Back' : 'Close', 'data-testid': 'modal-close', onclick: () => actions.close(current.id) }, depth > 1 ? '‹' : '×')),
    trouble && h('p.trouble', { role: 'alert' }, trouble),
    h('.content', { tabindex: '-1' }, blocks(current.blocks, surface())),
    h('footer', {},
      h('button.button', { type: 'button', 'data-testid': 'modal-cancel', onclick: () => actions.close(current.id) }, text(current.close, current.submit ? 'Cancel' : 'Close')),
      current.submit && h('button.button.primary.submit', { type: 'submit', 'data-testid': 'modal-submit', disabled: current.submit_disabled }, text(current.submit))));
}

/** Shows the form on top of a person's stack, or none; what they are typing survives a redrawing. */
export function showForm(container, stack, trouble, deeds) {
  actions = deeds;
  const top = stack.at(-1);
  if (!top) {
    if (current) {
      dialog.close(); // The focus returns to where it was, if that is still there.
      dialog.remove();
      if (document.activeElement === document.body) actions.closed();
    }
    current = null;
    dialog.drawn = null;
    return;
  }
  if (top.id !== current?.id) {
    entries = {};
    dialog.replaceChildren();
    dialog.drawn = null;
  }
  const opening = !current;
  current = top;
  const { state: _, ...look } = top;
  const focused = document.activeElement?.closest('dialog') === dialog ? document.activeElement : null;
  const { id, selectionStart } = focused ?? {};
  if (!fill(dialog, [look, stack.length, trouble], () => draw(stack.length, trouble))) return;
  if (opening) {
    container.append(dialog);
    dialog.showModal();
  }
  const wrong = complaints !== JSON.stringify(top.errors) && dialog.querySelector('[aria-invalid]');
  complaints = JSON.stringify(top.errors);
  if (!wrong && focused && document.activeElement === focused) return;
  const next = (wrong || (id && document.getElementById(id))) || dialog.querySelector('[autofocus], .content input, .content textarea, .content select');
  (next ?? dialog.querySelector('.submit, .close')).focus();
  if (next && next.id === id && selectionStart != null && next.setSelectionRange) next.setSelectionRange(selectionStart, selectionStart);
}
