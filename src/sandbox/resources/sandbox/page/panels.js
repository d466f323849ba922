import { h, fill } from './dom.js';
import { get, post, pause } from './api.js';
import { showBadDays } from './baddays.js';
import { confirmed } from './confirm.js';
import { PLACE, clock, clockWithSeconds, longDate, now, setNow, span } from './time.js';
import { showTrail } from './trail.js';
import { forgetTour, inWorld, resumeTour } from './tour.js';

const STEPS = [['+1 min', 'PT1M', '1m'], ['+10 min', 'PT10M', '10m'], ['+1 h', 'PT1H', '1h'], ['+1 day', 'P1D', '1d']];

const badge = (state) => h(`span.badge.${state.toLowerCase()}`, {}, state.toLowerCase());

const plain = (text) => ({ type: 'plain_text', text });
const START_OVER = {
  title: plain('Start over?'),
  text: plain('This resets everything: directories, messages, the clock, bad days and the tour. Hourkey starts again with an empty database, which takes a few seconds.'),
  confirm: plain('Start over'), deny: plain('Cancel'),
};

async function startOver(button) {
  if (!(await confirmed(START_OVER))) return;
  button.classList.add('busy');
  button.textContent = 'Starting over';
  try {
    await post('/sandbox/start-over');
    forgetTour();
    sessionStorage.clear();
    location.reload();
  } catch {
    button.classList.remove('busy');
    button.textContent = 'That failed: see the terminal';
  }
}

function showTime(element, refresh) {
  fill(element, 'time', () => [
    h('h2', {}, 'Time', h('small.aside')),
    h('p.clock', { 'data-testid': 'clock' }),
    h('.steps', {}, STEPS.map(([label, advance, id]) =>
      h('button.button.small', { type: 'button', 'data-testid': `time-plus-${id}`, onclick: () => post('/sandbox/time', { advance }).then(refresh) }, label))),
    h('.steps', {},
      h('button.button.small', { type: 'button', 'data-testid': 'start-over', onclick: ({ target }) => startOver(target) }, 'Start over'),
      h('button.button.small', { type: 'button', 'data-testid': 'tour-resume', onclick: resumeTour }, 'Tour')),
  ]);
  element.querySelector('.clock').textContent = clockWithSeconds(now());
  const ahead = now() - Date.now();
  element.querySelector('.aside').textContent = `${longDate(now())}, ${PLACE} time` + (ahead > 2000 ? `, ${span(ahead)} ahead` : '');
}

function showJob(element, job, refresh) {
  const active = job.state === 'ACTIVE';
  const next = Date.parse(job.nextCycleAt);
  fill(element, [job, Math.floor((next - now()) / 5000)], () => [
    h('h2', {}, 'SCIM job', badge(job.state)),
    h('p.aside', { 'data-testid': 'next-cycle' }, job.runningSince ? `A cycle is under way; it sends what it read at ${clock(Date.parse(job.runningSince))}` : active ? `Next cycle at ${clock(next)}, in ${span(next - now())}` : 'No cycle until that bad day is undone.'),
    h('.steps', {},
      h('button.button.small', { type: 'button', 'data-testid': 'job-run', disabled: !active, onclick: () => post('/sandbox/entra/job', { start: true }).then(refresh) }, 'Run now')),
  ]);
}

function showEntra(element, entra, refresh) {
  const change = (group, user, member) => post('/sandbox/entra/members', { group, user, member }).then(refresh);
  const named = new Map(entra.users.map((user) => [user.id, user.displayName]));
  const chip = (group, id) =>
    h('li', { key: id }, named.get(id) ?? id,
      h('button', { type: 'button', 'aria-label': `Remove ${named.get(id)} from ${group.displayName}`, onclick: () => change(group.displayName, id, false) }, '×'));
  const add = (group) =>
    h('select.add', {
      'aria-label': `Add somebody to ${group.displayName}`, 'data-testid': `add-to-${group.displayName}`,
      onchange: ({ target }) => {
        if (target.value) change(group.displayName, target.value, true);
        target.value = '';
      },
    }, h('option', { value: '' }, '+'),
    entra.users.filter((user) => !group.members.includes(user.id)).map((user) => h('option', { value: user.id }, user.displayName)));
  fill(element, [entra.users, entra.groups], () => [
    h('h2', {}, 'Entra groups'),
    entra.groups.map((group) =>
      h('.group', { 'data-testid': `entra-group-${group.displayName}` },
        h('h3', {}, group.displayName, add(group)),
        group.members.length ? h('ul.members', {}, group.members.map((id) => chip(group, id))) : null)),
  ]);
}

/** What AWS shows, and where it does not yet agree with Entra. */
function showAws(element, aws, entra) {
  const wanted = new Map(entra.groups.filter((group) => group.assigned).map((group) => [group.displayName, group.members]));
  const users = new Map(aws.users.map((user) => [user.id, user]));
  const accounts = new Map(aws.accounts.map((account) => [account.id, account.state === 'ACTIVE' ? account.name : `${account.name} (${account.state})`]));
  const sets = new Map(aws.permissionSets.map((set) => [set.arn, set.name]));
  const grants = (group) => aws.assignments.filter((one) => one.group === group.id);
  const members = (group) => {
    const here = group.members.map((id) => users.get(id)).filter(Boolean);
    const there = wanted.get(group.displayName) ?? here.map((user) => user.externalId);
    const coming = there.filter((id) => !here.some((user) => user.externalId === id));
    return [
      here.map((user) => (there.includes(user.externalId) ? h('li', {}, user.displayName) : h('li.leaving', { title: 'No longer in the Entra group; the next cycle of the SCIM job takes them out here' }, h('s', {}, user.displayName), ' leaving with the next cycle'))),
      coming.map((id) => h('li.coming', { title: 'In the Entra group, not here yet' }, entra.users.find((user) => user.id === id)?.displayName ?? id, ' on the way')),
    ];
  };
  fill(element, [aws.users, aws.groups, aws.accounts, aws.assignments, entra.users, entra.groups], () => [
    h('h2', {}, 'What AWS sees'),
    [...aws.groups].sort((a, b) => grants(b).length - grants(a).length).map((group) =>
      h('.group', { 'data-testid': `aws-group-${group.displayName}` },
        h('h3', {}, group.displayName, group.members.length ? null : h('small', {}, 'nobody')),
        grants(group).map((one) =>
          h('p.grants', {}, sets.get(one.permissionSet) ?? one.permissionSet, h('span', {}, ` in ${accounts.get(one.account) ?? one.account}`))),
        h('ul.members', {}, members(group)))),
  ]);
}

/** Keeps the panels about Entra and AWS up to date; {@code moved} is called after time was skipped, {@code seen} with what both directories show. */
export async function watchPanels(panels, moved, seen) {
  const refresh = async () => {
    const [time, entra, aws, days, trail] = await Promise.all(['time', 'entra', 'aws', 'bad-days', 'trail'].map((one) => get(`/sandbox/${one}`)));
    const before = now();
    setNow(Date.parse(time.now));
    inWorld(time.world);
    showTime(panels.time, refresh);
    showJob(panels.job, entra.job, refresh);
    showEntra(panels.entra, entra, refresh);
    showAws(panels.aws, aws, entra);
    showTrail(panels.trail, trail);
    showBadDays(panels.days, days, refresh);
    seen(entra, aws);
    if (Math.abs(now() - before) > 30_000) moved();
  };
  for (;;) {
    await refresh().catch(() => {});
    await pause(1000);
  }
}
