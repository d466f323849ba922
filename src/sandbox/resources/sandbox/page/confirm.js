import { h } from './dom.js';
import { text } from './blocks.js';
import { keepKeys } from './dialogs.js';

/** Asks with one of Slack's confirmation dialogs; resolves to whether the person confirmed. */
export function confirmed(wanted) {
  return new Promise((resolve) => {
    const done = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = h('dialog.confirm', { 'aria-labelledby': 'confirm-title', 'data-testid': 'confirm' },
      h('h2', { id: 'confirm-title' }, text(wanted.title)),
      h('.paragraph', {}, text(wanted.text)),
      h('footer', {},
        h('button.button', { type: 'button', 'data-testid': 'confirm-deny', onclick: () => done(false) }, text(wanted.deny)),
        h(`button.button.${wanted.style ?? 'primary'}`, { type: 'button', 'data-testid': 'confirm-yes', onclick: () => done(true) }, text(wanted.confirm))));
    keepKeys(dialog, () => done(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
