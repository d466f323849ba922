import { h, fill } from './dom.js';

const test = (id) => document.querySelector(`[data-testid="${id}"]`);
const lastOf = (id) => [...document.querySelectorAll(`[data-testid="${id}"]`)].at(-1);
const asPerson = (world, name) => (world.me.name === name ? null : test(`person-${name}`));
const inPlace = (world, name) => (world.place?.name === name ? null : test(`channel-${name}`));

/** Each step: what to do, where to press next, and how the tour knows that it is done. A step without {@code done} is only read. */
const STEPS = [
  {
    title: 'Request access',
    text: 'You are Ana, an engineer. Type /aws-access and press Enter. In the form, choose “Production, read only”, write a reason, and press Request.',
    point: (world) => asPerson(world, 'ana') ?? test('composer'),
    done: (world) => world.requested || world.granted,
  },
  {
    title: 'Decide as somebody else',
    text: 'Ana can’t approve her own request. Become Bruno, open #aws-approvals, and press Approve.',
    point: (world) => asPerson(world, 'bruno') ?? inPlace(world, 'aws-approvals') ?? lastOf('action-approve'),
    done: (world) => world.granted,
  },
  {
    title: 'Watch it arrive',
    text: 'Hourkey added Ana to the Entra group and had the SCIM job carry her to AWS at once. Her time starts when AWS shows her.',
    point: () => test('aws'),
  },
  {
    title: 'Use it',
    text: 'Become Ana again, open her messages with Hourkey, and press “Open AWS console”. A simulated AWS shows what you could do there.',
    point: (world) => asPerson(world, 'ana') ?? (world.place?.direct ? [...document.querySelectorAll('.message .button')].find((one) => one.textContent.includes('Open AWS console')) : test('channel-dm')),
    done: () => localStorage.portal === 'visited',
  },
  {
    title: 'Let the time run out',
    text: 'Press +10 min until the access is over. Hourkey takes Ana out of the Entra group. AWS still shows her until the SCIM job’s next cycle, as it would in reality.',
    point: () => test('time-plus-10m'),
    done: (world) => !world.granted,
  },
  {
    title: 'Have AWS forget her',
    text: 'Press Run now, or wait a minute and a half until Hourkey requests a cycle. The access ends only when AWS no longer shows her.',
    point: () => test('job-run'),
    done: (world) => !world.shown,
  },
  {
    title: 'Read what happened',
    text: 'Every step is in the audit trail. Each event is chained to the previous one, and the web console shows the whole timeline.',
    point: () => test('trail'),
  },
  {
    title: 'Cause a bad day',
    text: 'Begin a bad day, request access again, and see what people are told. Undo it, and everything catches up. Start over, below the time, resets everything.',
    point: () => test('bad-days'),
  },
];

/** The tour remembers in the browser how far it is; {@code off} when somebody has closed it. */
const position = () => Number(localStorage.tour ?? 0);
const on = () => localStorage.tourOff !== 'true' && position() < STEPS.length;

let world = null;
let pointedAt = null;

let leaving = false;

/** Which sandbox this page shows. */
let shown = null;

function forget() {
  for (const key of ['tour', 'tourOff', 'portal']) localStorage.removeItem(key);
}

/** Forgets the progress before the page is reloaded; until then, no step counts as done because of the old state. */
export function forgetTour() {
  leaving = true;
  forget();
}

/** A sandbox that was started or reset since then knows nothing of what the tour and this page have seen. A closed tour stays closed. */
export function inWorld(id) {
  if (localStorage.world !== id) for (const key of ['tour', 'portal']) localStorage.removeItem(key);
  localStorage.world = id;
  if (shown && shown !== id) {
    leaving = true;
    location.reload();
  }
  shown = id;
}

/** Starts it again, or continues where it was closed. */
export function resumeTour() {
  localStorage.removeItem('tourOff');
  if (position() >= STEPS.length) forget();
  draw();
  document.querySelector('#tour button')?.focus();
}

function go(to) {
  localStorage.tour = to;
  draw();
}

function close() {
  localStorage.tourOff = 'true';
  draw();
  document.getElementById('draft').focus();
}

/** Where to press next; on a phone perhaps first the button that shows that part. */
function target() {
  const wanted = on() && world ? STEPS[position()].point(world) : null;
  if (!wanted || document.querySelector('dialog[open]')) return null;
  const seen = (one) => one.getClientRects().length > 0;
  return seen(wanted) ? wanted : [...document.querySelectorAll('.tabs [aria-pressed=false]')].find(seen) ?? null;
}

function showMe() {
  const there = target();
  if (!there) return;
  there.scrollIntoView({ block: 'nearest' });
  const focusable = there.matches('button, input, a') ? there : there.querySelector('button, input, a, [tabindex]');
  focusable?.focus();
}

/** Draws a ring around the next thing to press; the ring follows it when the page is redrawn. */
function point() {
  const ring = document.getElementById('pointer');
  const there = target();
  ring.hidden = !there;
  if (!there) return;
  if (there !== pointedAt) there.scrollIntoView({ block: 'nearest' });
  pointedAt = there;
  const { top, left, width, height } = there.getBoundingClientRect();
  Object.assign(ring.style, { top: `${top - 4}px`, left: `${left - 4}px`, width: `${width + 8}px`, height: `${height + 8}px` });
}

function draw() {
  const bar = document.getElementById('tour');
  bar.hidden = !on();
  if (on()) {
    const i = position();
    const step = STEPS[i];
    const last = i === STEPS.length - 1;
    fill(bar, i, () => [
      h('.step', { role: 'status' }, h('strong', {}, `${i + 1} of ${STEPS.length}: ${step.title}`), h('p', {}, step.text)),
      h('.moves', {},
        h('button.button.small', { type: 'button', 'data-testid': 'tour-show', onclick: showMe }, 'Show me'),
        h('button.button.small', { type: 'button', 'data-testid': 'tour-next', onclick: () => go(i + 1) }, last ? 'Finish' : step.done ? 'Skip' : 'Next'),
        h('button.close', { type: 'button', 'aria-label': 'Close the tour', 'data-testid': 'tour-close', onclick: close }, '×')),
    ]);
  }
  point();
}

/** Continues when a step is done in this world, which says who the user acts as, where they are, and what became of Ana's access. */
export function guide(now) {
  if (leaving) return;
  world = now;
  const done = on() && STEPS[position()].done?.(world);
  if (done) go(position() + 1);
  else draw();
}

setInterval(point, 250);
addEventListener('resize', point);
addEventListener('scroll', point, { capture: true, passive: true });
