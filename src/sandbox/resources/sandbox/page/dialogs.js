/** What the keys do in a dialog, as in Slack: Escape closes it, and Tab stays in it. */
export function keepKeys(dialog, close) {
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); close(); });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault(); // Otherwise the browser closes it as well, and nobody is told.
      close();
    } else if (event.key === 'Tab') {
      stay(dialog, event);
    }
  });
}

function stay(dialog, event) {
  const stops = [...dialog.querySelectorAll('button, input, select, textarea, a[href]')]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length);
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== from && dialog.contains(document.activeElement)) return;
  event.preventDefault();
  to.focus();
}
