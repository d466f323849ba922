import { h, fill, outdate } from './dom.js';
import { get, post, pause } from './api.js';
import { blocks } from './blocks.js';
import { names } from './mrkdwn.js';
import { showMessages } from './conversation.js';
import { showPeople, showPlaces } from './sidebar.js';
import { showForm } from './form.js';
import { watchPanels } from './panels.js';
import { guide } from './tour.js';

const at = (id) => document.getElementById(id);
const overview = await get('/sandbox/slack');
const people = new Map(overview.people.map((person) => [person.id, person]));
const persons = overview.people.filter((person) => !person.bot);
names.people = new Map(overview.people.map((person) => [person.id, person.realName]));

let me = persons.find((person) => person.id === sessionStorage.me)?.id ?? persons[0].id;
localStorage.person = me;
let place = null;
let screen = null;
let waiting = new AbortController();
let directories = null;

const mine = (path) => `/sandbox/slack/people/${me}${path}`;
const channel = () => screen.channels.find((one) => one.id === place) ?? screen.channels[0];
const directMessages = (person) => `D${person.slice(1)}`;

function become(person) {
  const direct = screen && channel()?.direct;
  me = person;
  sessionStorage.me = person;
  localStorage.person = person; // The person who is signed in to the simulated AWS.
  screen = null;
  if (direct) place = directMessages(person);
  forget();
  waiting.abort();
  if (place === 'home') post(mine('/home'));
}

function forget() {
  at('messages').replaceChildren();
  at('messages').drawn = null;
}

function go(to) {
  place = to.startsWith('D') ? directMessages(me) : to; // The list may still be that of the previous person.
  forget();
  if (to === 'home') post(mine('/home'));
  draw();
  at('draft').focus();
}

function surface(where, shown) {
  return {
    where,
    values: shown.values ?? shown.state?.values,
    enter() {},
    act: (block, element, value) => post(mine('/actions'), { ...where, block_id: block.block_id, action_id: element.action_id, value }),
    suggest: (block, element, typed) => post(mine('/suggestions'), { ...where, block_id: block.block_id, action_id: element.action_id, typed }),
  };
}

const formDeeds = {
  act: (view, block, element, value, values) => post(mine('/actions'), { view, block_id: block.block_id, action_id: element.action_id, value, values }),
  suggest: (view, block, element, typed) => post(mine('/suggestions'), { view, block_id: block.block_id, action_id: element.action_id, typed }),
  submit: (view, values) => post(mine('/submissions'), { view, values }),
  close: (view) => post(mine('/closings'), { view }),
  closed: () => at('draft').focus(),
};

function drawPlace() {
  const here = channel();
  const home = place === 'home';
  const app = overview.app.name;
  at('title').textContent = home ? `${app} Home` : here.direct ? app : `# ${here.name}`;
  at('topic').textContent = home ? 'What the app shows only you' : here.direct ? `Between ${names.people.get(me)} and the app` : here.archived ? 'Archived' : '';
  at('composer').hidden = home;
  at('draft').placeholder = home ? '' : `Message ${here.direct ? app : `#${here.name}`}, or type /`;
  at('messages').classList.toggle('home', home);
  if (home) {
    fill(at('messages'), [me, screen.home], () =>
      screen.home ? blocks(screen.home.blocks, surface({ view: screen.home.id }, screen.home)) : h('p.nothing', {}, `${app} has not published anything here yet.`));
    return;
  }
  at('messages').drawn = null;
  showMessages(at('messages'), here.messages, people, (message) => surface({ channel: here.id, ts: message.ts }, message));
  if (!here.messages.length) at('messages').replaceChildren(h('p.nothing', {}, 'Nothing here yet. Type ', h('code', {}, overview.app.command), ' below to begin.'));
  if (here.unread) post(mine('/reads'), { channel: here.id });
}

function draw() {
  if (!screen) return;
  names.channels = new Map(screen.channels.map((one) => [one.id, one.name]));
  if (place !== 'home') place = channel().id;
  at('me').textContent = `${names.people.get(me)}: ${overview.about[me]}`;
  showPeople(at('people'), persons, overview.about, me, screen.unread, become);
  showPlaces(at('places'), screen.channels, overview.app, place, go);
  drawPlace();
  showForm(at('forms'), screen.forms, screen.trouble, formDeeds);
  at('trouble').hidden = !screen.trouble || screen.forms.length > 0;
  at('trouble').textContent = screen.trouble ?? '';
  tellTour();
}

/** Whether Ana is in a group that gives access on request, according to a list of groups. */
const inOne = (groups, id) => groups.some((group) => group.displayName !== 'aws-everyone' && group.assigned !== false && group.members.includes(id));

function tellTour() {
  if (!screen || !directories) return;
  const ana = directories.entra.users.find((user) => user.mail === persons[0].email).id;
  guide({
    me: persons.find((person) => person.id === me),
    place: screen.channels.find((one) => one.id === place),
    requested: screen.channels.some((one) => one.name === 'aws-approvals' && one.messages.length),
    granted: inOne(directories.entra.groups, ana),
    shown: inOne(directories.aws.groups, directories.aws.users.find((user) => user.externalId === ana)?.id),
  });
}

/** On a phone, one part is shown at a time. */
function show(systems) {
  document.body.classList.toggle('systems', systems);
  at('show-slack').setAttribute('aria-pressed', String(!systems));
  at('show-systems').setAttribute('aria-pressed', String(systems));
}

async function watchScreen() {
  for (;;) {
    try {
      waiting = new AbortController();
      const response = await fetch(mine(`?since=${screen?.version ?? -1}`), { signal: waiting.signal });
      screen = await response.json();
      document.body.classList.remove('away');
      draw();
    } catch (problem) {
      if (problem.name === 'AbortError') continue;
      document.body.classList.add('away');
      await pause(1000);
    }
  }
}

async function say(text) {
  const deed = text.startsWith('/') ? '/commands' : '/messages';
  at('composer').classList.add('busy');
  try {
    await post(mine(deed), { channel: place, text });
  } finally {
    at('composer').classList.remove('busy');
  }
}

at('team').textContent = overview.team.name;
at('shortcut').textContent = overview.app.command;
at('hint').append(h('strong', {}, overview.app.command), ' ', overview.app.usageHint);
at('global').textContent = `⚡ ${overview.app.shortcut}`;
at('global').addEventListener('click', () => post(mine('/shortcuts')));
at('shortcut').addEventListener('click', () => say(overview.app.command));
at('draft').addEventListener('input', () => { at('hint').hidden = !at('draft').value.startsWith('/'); });
at('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = at('draft').value.trim();
  at('draft').value = '';
  at('hint').hidden = true;
  if (text) say(text);
});

at('show-slack').addEventListener('click', () => show(false));
at('show-systems').addEventListener('click', () => show(true));

const panels = Object.fromEntries(['time', 'job', 'entra', 'aws', 'trail', 'days'].map((id) => [id, at(id)]));
watchPanels(panels, () => { outdate(at('messages')); draw(); }, (entra, aws) => { directories = { entra, aws }; tellTour(); });
watchScreen();
