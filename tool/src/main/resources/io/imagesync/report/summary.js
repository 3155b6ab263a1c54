// The head of the page, what failed, and the nodes.
const FIRST = 5;

const inState = (run, state) => run.images.reduce(
  (sum, image) => sum + image.cells.reduce((here, cell) => here + (cell === state ? 1 : 0), 0), 0);
const resultWords = run => (run.impossible ? 'impossible' : run.cancelled ? 'cancelled' : run.complete ? 'complete' : 'incomplete');
const resultSign = run => (run.cancelled ? '\u25a0' : run.complete ? '\u2713' : '!');

function showHead(run) {
  byId('result').replaceChildren(
    make('span', { class: 'badge ' + (run.complete ? 'good' : 'bad') }, resultSign(run) + ' ' + resultWords(run)));
  byId('when').textContent = 'The run of ' + moment(run.started) + ', which took ' + duration(run.seconds) + '.';
  if (run.started !== null) document.title = 'image-sync report, ' + moment(run.started);
  const leftOut = run.nodes.filter(node => !node.readable).length;
  const those = result => run.outcomes.filter(one => one.result === result);
  const ended = result => those(result).length;
  const relayed = those('pulled').filter(one => one.source !== '').length;
  const sum = (value, words, className) =>
    make('li', { class: value === 0 || value === '0' ? '' : className }, make('b', {}, String(value)), make('span', {}, words));
  byId('figures').replaceChildren(
    sum(run.nodes.length, 'nodes'),
    sum(leftOut, 'left out', 'bad'),
    sum(run.images.length, 'images'),
    sum(ended('pulled'), 'pulled' + (ended('pulled') > 0 ? ', ' + bytesOf(those('pulled')) : ''), 'good'),
    ...(relayed > 0 ? [sum(relayed, 'of them through this host')] : []),
    sum(ended('failed'), 'failed', 'bad'),
    sum(ended('not-tried'), 'not tried', 'warn'),
    sum(inState(run, MISSING) + inState(run, FAILED), 'missing now', 'warn'),
    sum(inState(run, SKIPPED), 'skipped', ''),
    sum(inState(run, DRIFT), 'drift', 'warn'),
    ...(run.demand.pods > 0 ? [sum(run.demand.pods, 'pods waited', 'warn')] : []),
    ...(run.demand.onNoNode.length > 0 ? [sum(run.demand.onNoNode.length, 'needed, on no node', 'bad')] : []));
}

// Paths, digests, ports and the beginning of a word that was cut, as in FailureWords.
const CHANGING = new RegExp(['\\.\\.\\.[^\\s"\',;]*', '(?<![:/])/(?!/)[^\\s"\',;()<>\\]]*', '\\b[a-z0-9]{3,12}:[0-9a-f]{32,128}\\b',
  '\\b[0-9a-f]{12,128}\\b', '(?<=[\\w\\]]):\\d{1,5}\\b', '\\bport \\d{1,5}\\b'].join('|'), 'g');

// Those that suffer from the same share a card, with the words of the first.
function causes(run) {
  const cards = new Map();
  const add = (className, kind, what, remedy, place) => {
    const key = JSON.stringify([kind, what.replace(CHANGING, '*'), remedy]);
    if (!cards.has(key)) cards.set(key, { className, kind, what, remedy, places: [] });
    cards.get(key).places.push(place);
  };
  if (run.impossible) add('bad', 'Not possible', run.what, run.remedy, { node: '', image: '' });
  for (const node of run.nodes.filter(one => !one.readable)) {
    add('bad', 'Left out', node.what, node.remedy, { node: node.name, image: '' });
  }
  for (const one of run.outcomes) {
    const place = { node: one.node, image: one.image, used: usedWords(run.demand.users.get(one.image)) };
    if (one.result === 'failed') add('bad', 'Failed', one.what || one.reason, one.remedy, place);
    if (one.result === 'not-tried') add('warn', 'Not tried', one.what || one.reason, one.remedy, place);
  }
  const left = [];
  for (const node of run.nodes) {
    for (const skip of node.skips) {
      const place = { node: node.name, image: skip.image, used: usedWords(run.demand.users.get(skip.image)) };
      if (UNDONE.has(skip.reason)) add('warn', 'Skipped', skip.reason + ': ' + skip.detail, UNDONE.get(skip.reason), place);
      else left.push({ ...place, why: skip.reason + ': ' + skip.detail });
    }
  }
  const rank = card => (card.className === 'bad' ? 0 : 1);
  return { cards: [...cards.values()].sort((a, b) => rank(a) - rank(b)), left };
}

// An image and the nodes that it is about, in one line.
function places(all) {
  const items = alike(all, place => JSON.stringify([place.image, place.why])).slice(0, 2000);
  const item = same => make('li', {},
    ...(same[0].image === '' ? [] : [make('span', { class: 'name' }, same[0].image), ' on ']),
    make('span', { class: 'name' }, folded(same.map(place => place.node))),
    same[0].why === undefined ? null : make('span', { class: 'soft' }, ' ' + same[0].why),
    same[0].used ? make('span', { class: 'soft' }, ' ' + same[0].used) : null);
  const first = make('ul', {}, ...items.slice(0, FIRST).map(item));
  if (items.length <= FIRST) return [first];
  return [first, later('and ' + (items.length - FIRST) + ' more', () => make('ul', {}, ...items.slice(FIRST).map(item)))];
}

// Made when it is opened.
function later(summary, body) {
  const details = make('details', {}, make('summary', {}, summary));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(body());
  });
  return details;
}

// What was removed, those first that a node has all the same.
function removedItems(all) {
  const rank = one => (one.where.length > 0 || one.named || one.users.count > 0 ? 0 : 1);
  return make('ul', {}, ...[...all].sort((a, b) => rank(a) - rank(b)).map(one => make('li', {},
    make('span', { class: 'name' }, one.image),
    make('span', { class: 'soft' }, ' removed ' + moment(one.since) + (one.by === '' ? '' : ' by ' + one.by)
      + (one.users.count > 0 ? '; ' + usedWords(one.users) : one.named ? '; IMAGES names it' : '')),
    ...one.where.flatMap(([words, nodes]) => ['; ' + words, make('span', { class: 'name' }, folded(nodes))]))));
}

function showFailures(run) {
  const { cards, left } = causes(run);
  const section = byId('failures');
  if (cards.length === 0) section.append(make('p', {}, 'Nothing failed, and no node was left out.'));
  section.append(...cards.slice(0, 100).map(card => make('div', { class: 'cause ' + card.className },
    make('p', {}, make('span', { class: 'kind' }, card.kind + ': '), card.what),
    card.remedy === '' ? null : make('p', { class: 'remedy' }, card.remedy),
    ...places(card.places.filter(place => place.node !== '')))));
  if (cards.length > 100) section.append(make('p', { class: 'soft' }, 'and ' + (cards.length - 100) + ' more causes'));
  if (left.length > 0) {
    section.append(later('Left alone on purpose: ' + left.length + ', no failures',
      () => make('div', {}, ...places(left))));
  }
  if (run.removed.length > 0) {
    const held = run.removed.filter(one => one.where.length > 0).length;
    section.append(later('Removed, to stay away: ' + some(run.removed.length, 'image', 'images')
      + (held > 0 ? ', of which nodes have ' + held : ''), () => removedItems(run.removed)));
  }
  section.append(...demandParts(run.demand));
  if (run.cut) section.append(make('p', { class: 'soft' }, 'This run is larger than a page: some of it is not shown.'));
}

function showNodes(run) {
  const of = new Map(run.nodes.map(node => [node.name, { pulled: 0, failed: 0 }]));
  for (const one of run.outcomes) {
    const sums = of.get(one.node);
    if (sums !== undefined && one.result === 'pulled') sums.pulled++;
    if (sums !== undefined && one.result === 'failed') sums.failed++;
  }
  const column = new Map(run.columns.map((node, at) => [node.name, at]));
  const rows = run.nodes.map(node => {
    const at = column.get(node.name);
    const cells = (...states) => (at === undefined || node.leftOut ? null : run.images.filter(image => states.includes(image.cells[at])).length);
    const sums = of.get(node.name);
    return [
      { text: node.name, className: 'name' },
      node.readable ? { text: node.receives ? 'readable' : 'source only', className: 'left' }
        : { text: '! left out', className: 'left bad' },
      figure(cells(PRESENT, PULLED)), figure(cells(MISSING, FAILED), 'warn'), figure(cells(SKIPPED)), figure(cells(DRIFT), 'warn'),
      figure(cells(DIGEST)), figure(sums.pulled), figure(sums.failed, 'bad'), disk(node)];
  });
  byId('nodes').append(make('div', { class: 'box', tabindex: 0, role: 'region', 'aria-label': 'Nodes' },
    sortable('Images of each node as they were after the run. A click on a heading sorts.',
      ['Node', 'State', 'Present', 'Missing', 'Skipped', 'Drift', 'By digest', 'Pulled', 'Failed', 'Disk before'], rows)));
}

function disk(node) {
  if (node.used === null || node.capacity === null || node.capacity === 0) {
    return { text: node.readable ? 'unknown' : '-', by: -1, className: 'left' };
  }
  const percent = Math.min(100, Math.ceil(100 * node.used / node.capacity));
  const level = make('i');
  level.style.width = percent + '%';
  return { text: percent + '% of ' + bytes(node.capacity), by: percent, className: 'left', mark: make('span', { class: 'disk' }, level) };
}
