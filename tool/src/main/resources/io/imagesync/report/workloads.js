// What Kubernetes asks for: who uses an image, what no node has, which pods wait, which nodes are left out on purpose.
const MOST_PODS = 1000;
const WORDS_OF_USERS = 3;

function readUsers(from) {
  const names = list(from.usedBy, 10).map(text).filter(name => name !== '');
  return { names, count: Math.max(count(from.users), names.length) };
}

// used by 3: team/api, team/web, team/db
function usedWords(users, most = WORDS_OF_USERS) {
  if (users === undefined || users.count === 0) return '';
  const names = users.names.slice(0, most);
  return 'used by ' + users.count + ': ' + names.join(', ') + (users.count > names.length ? ' ...' : '');
}

function readDemand(from) {
  const images = [...list(from.images, MOST.images), ...list(from.onNoNode, MOST.images)].map(record);
  return {
    users: new Map(images.filter(image => Array.isArray(image.usedBy)).map(image => [text(image.image), readUsers(image)])),
    onNoNode: list(from.onNoNode, MOST.images).map(image => text(record(image).image)),
    pods: count(from.podsWaiting),
    waiting: list(from.waiting, MOST_PODS).map(record).map(pod => ({
      pod: text(pod.pod), node: text(pod.node), image: text(pod.image), reason: text(pod.reason) })),
    leftAlone: list(from.leftAlone, MOST.nodes).map(record).map(one => ({
      node: text(one.node), why: list(one.why, 10).map(text).join(', ') })),
  };
}

function waitingPods(pods) {
  return alike(pods, pod => JSON.stringify([pod.image, pod.reason])).map(same => [
    make('span', { class: 'name' }, same[0].image), ' on ',
    make('span', { class: 'name' }, folded([...new Set(same.map(pod => pod.node))])),
    make('span', { class: 'soft' }, ' ' + (same.length > 1 ? same.length + ' pods: ' : '')
      + same.slice(0, WORDS_OF_USERS).map(pod => pod.pod).join(', ') + (same.length > WORDS_OF_USERS ? ' ...' : '')
      + (same[0].reason === '' ? '' : ' (' + same[0].reason + ')'))]);
}

// Each part is made when it is opened, and is not there where there is nothing to tell.
function demandParts({ users, onNoNode, pods, waiting, leftAlone }) {
  const part = (number, summary, items) => (number === 0 ? []
    : [later(summary + ': ' + number, () => make('ul', {}, ...items().map(item => make('li', {}, ...item))))]);
  return [
    ...part(onNoNode.length, 'Needed by workloads, but on no node', () => onNoNode.map(image => [
      make('span', { class: 'name' }, image), make('span', { class: 'soft' }, ' ' + usedWords(users.get(image)))])),
    ...part(pods, 'Pods that waited for an image before the pulls', () => waitingPods(waiting)),
    ...part(leftAlone.length, 'Nodes that were left out on purpose', () => alike(leftAlone, one => one.why).map(same => [
      make('span', { class: 'name' }, folded(same.map(one => one.node))), make('span', { class: 'soft' }, ' ' + same[0].why)])),
  ];
}
