import { h, fill } from './dom.js';
import { text } from './blocks.js';
import { combobox } from './combobox.js';
import { confirmed } from './confirm.js';
import { names } from './mrkdwn.js';
import { fromField, toField } from './time.js';

const plain = (object) => object?.text ?? '';
const options = (element) => element.options ?? element.option_groups.flatMap((group) => group.options);

/** What the app offers for what was typed; nothing while that is too short. */
async function found(block, element, surface, typed) {
  if (typed.length < (element.min_query_length ?? 3)) return null;
  const answer = await surface.suggest(block, element, typed);
  return answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
}

/** Shows where a person clicked that they have to wait, and asks them first if the app wants a confirmation. */
async function perform(button, element, deed) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  button.classList.add('busy');
  try {
    await deed();
  } finally {
    button.classList.remove('busy');
  }
}

const DRAW = {
  button(block, element, surface) {
    const button = h(`button.button${element.style ? `.${element.style}` : ''}`, {
      type: 'button', 'aria-label': element.accessibility_label, 'data-testid': `action-${element.action_id}`,
      onclick: () => {
        if (element.url) window.open(element.url, '_blank', 'noreferrer');
        perform(button, element, () => surface.act(block, element, element.value ?? null));
      },
    }, text(element.text));
    return button;
  },

  overflow(block, element, surface) {
    const menu = h('.menu', { role: 'menu', hidden: true }, element.options.map((option) =>
      h('button', {
        type: 'button', role: 'menuitem', 'data-testid': `option-${option.value}`,
        onclick: () => { show(false); perform(opener, element, () => surface.act(block, element, option.value)); },
      }, text(option.text))));
    const opener = h('button.button.more', {
      type: 'button', 'aria-label': 'More', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-testid': `action-${element.action_id}`,
      onclick: () => show(menu.hidden),
    }, '⋯');
    const show = (open) => { menu.hidden = !open; opener.setAttribute('aria-expanded', String(open)); };
    return h('.with-menu', {
      onfocusout: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) show(false); },
      onkeydown: (event) => { if (event.key === 'Escape' && !menu.hidden) { event.preventDefault(); event.stopPropagation(); show(false); opener.focus(); } },
    }, opener, menu);
  },

  static_select(block, element, surface, held, changed) {
    const chosen = held?.value ?? held ?? '';
    const item = (option) => h('option', { value: option.value, selected: option.value === chosen }, plain(option.text));
    return h('select', { onchange: (event) => changed(event.target.value) },
      h('option', { value: '', selected: !chosen }, plain(element.placeholder) || 'Choose an option'),
      element.options?.map(item),
      element.option_groups?.map((group) => h('optgroup', { label: plain(group.label) }, group.options.map(item))));
  },

  external_select: (block, element, surface, held, changed) =>
    combobox({ placeholder: plain(element.placeholder), value: plain(held?.text) }, (typed) => found(block, element, surface, typed), (option, input) => {
      input.value = plain(option.text);
      changed(option);
    }),

  multi_external_select(block, element, surface, held, changed) {
    let chosen = held ?? [];
    const tokens = h('.tokens');
    const change = (options) => { chosen = options; draw(); changed(options); };
    const draw = () => fill(tokens, chosen, () => chosen.map((option) => h('button.button', {
      key: option.value, type: 'button', 'aria-label': `Remove ${plain(option.text)}`, 'data-testid': `token-${option.value}`,
      onclick: () => change(chosen.filter((one) => one.value !== option.value)),
    }, text(option.text), ' ×')));
    const others = async (typed) => {
      if (chosen.length >= (element.max_selected_items ?? 100)) return null;
      const options = await found(block, element, surface, typed);
      return options?.filter((option) => !chosen.some((one) => one.value === option.value));
    };
    const field = combobox({ placeholder: plain(element.placeholder) }, others, (option, input) => {
      input.value = '';
      change([...chosen, option]);
    });
    draw();
    field.prepend(tokens);
    return field;
  },

  users_select: (block, element, surface, held, changed) =>
    h('select', { onchange: (event) => changed(event.target.value) },
      h('option', { value: '', selected: !held }, plain(element.placeholder) || 'Choose a person'),
      [...names.people].map(([id, name]) => h('option', { value: id, selected: id === held }, name))),

  plain_text_input: (block, element, surface, held, changed) =>
    h(element.multiline ? 'textarea' : 'input', {
      rows: element.multiline ? 4 : null, placeholder: plain(element.placeholder), maxlength: element.max_length, value: held ?? '',
      oninput: (event) => surface.enter(block, element, event.target.value),
      onkeydown: (event) => {
        if (event.key !== 'Enter' || event.isComposing || element.multiline || !block.dispatch_action) return;
        event.preventDefault(); // Enter tells the app; it does not send the form.
        changed(event.target.value);
      },
    }),

  number_input: (block, element, surface, held, changed) =>
    h('input', {
      inputmode: 'decimal', placeholder: plain(element.placeholder), value: held ?? '',
      oninput: (event) => surface.enter(block, element, event.target.value), onchange: (event) => block.dispatch_action && changed(event.target.value),
    }),

  datetimepicker: (block, element, surface, held, changed) =>
    h('input', { type: 'datetime-local', value: toField(held), onchange: (event) => changed(fromField(event.target.value)) }),

  checkboxes: (block, element, surface, held, changed) => {
    const boxes = options(element).map((option) => choice('checkbox', block, element, option, (held ?? []).some((one) => (one.value ?? one) === option.value)));
    return h('.choices', { onchange: () => changed(boxes.map((box) => box.querySelector('input')).filter((box) => box.checked).map((box) => box.value)) }, boxes);
  },

  radio_buttons: (block, element, surface, held, changed) =>
    h('.choices', { onchange: (event) => changed(event.target.value) },
      options(element).map((option) => choice('radio', block, element, option, (held?.value ?? held) === option.value))),
};

const choice = (type, block, element, option, checked) =>
  h('label.choice', {},
    h('input', { type, name: `${block.block_id}-${element.action_id}`, value: option.value, checked }),
    h('span', {}, text(option.text), option.description && h('small', {}, text(option.description))));

/** The value of a field, from its state as Slack has it. */
export const held = (state) => state?.value ?? state?.selected_option ?? state?.selected_options ?? state?.selected_date_time ?? state?.selected_user ?? null;

/**
 * An interactive element; what is entered is kept by the surface, and sent at once where Slack would.
 * {@code node.control} says what it is, and {@code node.held} is its value: while both are the same, redrawing leaves it in place.
 */
export function control(block, element, surface, id) {
  const changed = (value) => {
    surface.enter(block, element, value);
    if (block.type !== 'input' || block.dispatch_action) surface.act(block, element, value);
  };
  const drawn = DRAW[element.type];
  if (!drawn) return h('p.help', {}, `(an element of type ${element.type})`);
  const value = held(surface.values?.[block.block_id]?.[element.action_id]);
  const node = Object.assign(drawn(block, element, surface, value, changed), {
    key: `${block.block_id} ${element.action_id}`,
    control: JSON.stringify([surface.where, block.block_id, block.type, block.dispatch_action, element]),
    held: JSON.stringify(value),
  });
  const field = node.matches('input, select, textarea') ? node : node.querySelector('input:not([type=checkbox]):not([type=radio])');
  if (field) {
    if (id) field.id = id;
    field.dataset.testid = `input-${element.action_id}`;
    if (!id) field.setAttribute('aria-label', plain(element.placeholder) || element.action_id);
    if (surface.errors?.[block.block_id]) {
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', `${id}-error`);
    }
    if (element.focus_on_load) field.autofocus = true;
  }
  return node;
}
