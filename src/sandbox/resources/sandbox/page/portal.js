import { h, fill } from './dom.js';
import { get, pause } from './api.js';

const at = (id) => document.getElementById(id);
const { people } = await get('/sandbox/slack');
const persons = people.filter((person) => !person.bot);
let me = localStorage.person ?? persons[0].id;

/** The account and the permission set that a link from Hourkey names; empty on the portal's own page. */
function wanted() {
  const query = new URLSearchParams(location.hash.split('?')[1]);
  return { account: query.get('account_id'), set: query.get('role_name') };
}

/** What the portal lists for somebody: everything that their groups open, according to AWS. */
function entries(user, aws) {
  const groups = aws.groups.filter((group) => group.members.includes(user.id)).map((group) => group.id);
  return aws.assignments.filter((one) => groups.includes(one.group)).map((one) => ({
    account: one.account,
    name: aws.accounts.find((account) => account.id === one.account)?.name ?? one.account,
    set: aws.permissionSets.find((set) => set.arn === one.permissionSet)?.name ?? one.permissionSet,
  }));
}

const list = (all) =>
  all.length
    ? h('ul', { 'data-testid': 'portal-entries' }, all.map((one) =>
      h('li', {}, `${one.name} (${one.account}) `, h('a', { href: `#/console?account_id=${one.account}&role_name=${one.set}` }, one.set))))
    : h('p', {}, 'You have no accounts.');

const refusal = (why, ...more) => [h('h1', {}, 'No access'), h('p', {}, why), more, h('p', {}, h('a', { href: '#/' }, 'Your accounts'))];

function page(person, user, aws) {
  const { account, set } = wanted();
  if (!user) return refusal(`${person.realName} is not a user in AWS, so there is nobody to sign in.`);
  if (!user.active) return refusal(`The user ${user.userName} is disabled in AWS.`);
  const all = entries(user, aws);
  if (!account) return [h('h1', {}, 'Accounts'), list(all)];
  const entry = all.find((one) => one.account === account && (!set || one.set === set));
  if (!entry) {
    return refusal(`The access portal has no entry ${set ?? 'for any permission set'} in account ${account} for ${user.displayName}: AWS shows no membership that gives it.`,
      h('p', {}, 'A link gives no access by itself. It works while the access is active.'));
  }
  return [
    h('h1', {}, `You would be in the AWS console of ${entry.name} now`),
    h('dl', {},
      h('dt', {}, 'Account'), h('dd', {}, `${entry.name}, ${entry.account}`),
      h('dt', {}, 'Permission set'), h('dd', {}, entry.set),
      h('dt', {}, 'Person'), h('dd', {}, `${user.displayName}, ${user.userName}`),
      h('dt', {}, 'Role session'), h('dd', {}, h('code', {}, `arn:aws:sts::${entry.account}:assumed-role/AWSReservedSSO_${entry.set}_0123456789abcdef/${user.userName}`))),
    h('p', {}, 'Once the access has ended, this page refuses. In the real AWS, a session that is already open continues until it expires.'),
  ];
}

async function show() {
  const [entra, aws] = await Promise.all([get('/sandbox/entra'), get('/sandbox/aws')]);
  const person = persons.find((one) => one.id === me) ?? persons[0];
  const known = entra.users.find((user) => user.mail === person.email);
  const user = aws.users.find((one) => known && one.externalId === known.id);
  fill(at('portal'), [person, user, aws.groups, location.hash], () => page(person, user, aws));
}

at('who').append(...persons.map((person) => h('option', { value: person.id, selected: person.id === me }, person.realName)));
at('who').addEventListener('change', ({ target }) => { me = target.value; show(); });
addEventListener('hashchange', show);
localStorage.portal = 'visited'; // The tour continues.
for (;;) {
  await show().catch(() => {});
  await pause(1000);
}
