// Images by nodes. What is shown follows the part of the address behind the #, so that it can be linked to:
// #filter=cuda&node=gpu01&state=missing&sort=size&group=no
const SHOWN = {
  all: { words: 'all images', takes: () => true },
  lacking: { words: 'not everywhere', takes: lacks },
  missing: { words: 'missing', takes: cell => cell === MISSING || cell === FAILED },
  failed: { words: 'pull failed', takes: cell => cell === FAILED },
  pulled: { words: 'pulled in this run', takes: cell => cell === PULLED },
  skipped: { words: 'skipped', takes: cell => cell === SKIPPED },
  drift: { words: 'drift', takes: cell => cell === DRIFT },
  digest: { words: 'held by digest only', takes: cell => cell === DIGEST },
};
const SORTS = { lacking: 'most lacking first', name: 'name', size: 'largest first' };
const CELLS_A_STEP = 6000;
const CELLS_AT_ONCE = 150000;

class ImageMatrix {
  constructor(run, done) {
    this.run = run;
    this.done = done;
    this.steps = new Steps();
    this.filter = make('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: 'false' });
    this.node = make('input', { type: 'search', id: 'node', autocomplete: 'off', spellcheck: 'false' });
    this.state = this.select('state', Object.entries(SHOWN).map(([key, one]) => [key, one.words]));
    this.sort = this.select('sort', Object.entries(SORTS));
    this.group = make('input', { type: 'checkbox', id: 'group' });
    this.says = make('div', { class: 'says', 'aria-live': 'polite' });
    this.caption = make('span');
    this.columnsOf = make('colgroup');
    this.head = make('tr');
    this.body = make('tbody');
    this.table = make('table', { class: 'cells' }, make('caption', {}, this.caption), this.columnsOf, make('thead', {}, this.head), this.body);
    this.more = make('button', { type: 'button', class: 'more', hidden: '' });
  }

  select(id, options) {
    return make('select', { id }, ...options.map(([value, words]) => make('option', { value }, words)));
  }

  show() {
    const label = (words, control, className) => make('label', { class: className }, ...(className ? [control, words] : [words, control]));
    byId('images').append(
      make('div', { class: 'controls' },
        label('Image has in its name', this.filter), label('Node has in its name', this.node),
        label('Show', this.state), label('Sort by', this.sort), label('Group nodes that are alike', this.group, 'tick')),
      make('ul', { class: 'legend' }, ...this.legend()),
      this.says,
      make('div', { class: 'box', tabindex: 0, role: 'region', 'aria-label': 'Images by nodes' }, this.table), this.more);
    this.fromAddress();
    for (const control of [this.filter, this.node, this.state, this.sort, this.group]) {
      control.addEventListener('input', () => this.toAddress());
    }
    addEventListener('hashchange', () => {
      // Links to a section leave the matrix as it is.
      if (location.hash === '' || location.hash.includes('=')) this.fromAddress();
    });
    this.table.addEventListener('click', event => this.tell(event));
    this.body.addEventListener('focusin', event => this.tell(event));
    this.table.addEventListener('mouseover', event => this.tell(event));
    this.table.addEventListener('keydown', event => this.move(event));
    this.more.addEventListener('click', () => this.grow(this.body.rows.length));
  }

  legend() {
    const limited = this.run.images.some(image => image.cells.includes(UNWANTED));
    return STATES.slice(0, limited ? STATES.length : UNWANTED)
      .map((one, at) => make('li', {}, make('i', { class: 's' + at }, one.sign || '\u00a0'), one.words));
  }

  fromAddress() {
    const from = new URLSearchParams(location.hash.slice(1));
    this.filter.value = from.get('filter') ?? '';
    this.node.value = from.get('node') ?? '';
    this.state.value = Object.hasOwn(SHOWN, from.get('state') ?? '') ? from.get('state') : 'all';
    this.sort.value = Object.hasOwn(SORTS, from.get('sort') ?? '') ? from.get('sort') : 'lacking';
    this.group.checked = from.get('group') !== 'no';
    this.render();
  }

  toAddress() {
    const to = new URLSearchParams();
    if (this.filter.value !== '') to.set('filter', this.filter.value);
    if (this.node.value !== '') to.set('node', this.node.value);
    if (this.state.value !== 'all') to.set('state', this.state.value);
    if (this.sort.value !== 'lacking') to.set('sort', this.sort.value);
    if (!this.group.checked) to.set('group', 'no');
    history.replaceState(null, '', '#' + to);
    this.render();
  }

  // The nodes that are shown; those with the same of every image are one column.
  columns() {
    const wanted = this.node.value.toLowerCase();
    const shown = [...this.run.columns.keys()].filter(at => this.run.columns[at].name.toLowerCase().includes(wanted));
    return alike(shown, at => (this.group.checked ? this.run.images.map(image => image.cells[at]).join('') : at));
  }

  names(column) {
    return folded(column.map(at => this.run.columns[at].name));
  }

  rows(columns) {
    const wanted = this.filter.value.toLowerCase();
    const takes = SHOWN[this.state.value].takes;
    const lacking = image => columns.reduce((sum, nodes) => sum + (lacks(image.cells[nodes[0]]) ? nodes.length : 0), 0);
    const rows = this.run.images
      .map((image, index) => ({ image, index, lacks: lacking(image) }))
      .filter(row => row.image.name.toLowerCase().includes(wanted)
        && (this.state.value === 'all' || columns.some(nodes => takes(row.image.cells[nodes[0]]))));
    const byName = (a, b) => (a.image.name < b.image.name ? -1 : a.image.name > b.image.name ? 1 : 0);
    const by = {
      name: byName,
      size: (a, b) => (b.image.bytes ?? -1) - (a.image.bytes ?? -1) || byName(a, b),
      lacking: (a, b) => b.lacks - a.lacks || byName(a, b),
    };
    return rows.sort(by[this.sort.value]);
  }

  render() {
    this.shownColumns = this.columns();
    this.shownRows = this.rows(this.shownColumns);
    const nodes = this.shownColumns.reduce((sum, column) => sum + column.length, 0);
    const unknown = this.shownColumns.flat().filter(at => this.run.columns[at].leftOut).length;
    const everywhere = this.shownRows.filter(row => row.lacks === 0).length;
    this.caption.textContent = some(this.shownRows.length, 'image', 'images') + ' on ' + some(nodes - unknown, 'node', 'nodes')
      + (this.shownColumns.length < nodes ? ', which are alike in ' + some(this.shownColumns.length, 'group', 'groups') : '')
      + '; ' + everywhere + ' of the images are on all of them' + (this.shownRows.some(row => row.image.cells.includes(UNWANTED)) ? ' that should have them' : '')
      + (unknown > 0 ? '; not known of ' + some(unknown, 'node', 'nodes') : '');
    this.says.replaceChildren(make('span', { class: 'soft' }, this.run.hasMatrix
      ? 'Point at a cell, or press an image, to see the details here.'
      : 'The run is from a version that did not record which node has which image; the next run does.'));
    this.columnsOf.replaceChildren(make('col', { class: 'first' }), make('col', { class: 'size' }),
      ...this.shownColumns.map(() => make('col', { class: 'node' })));
    this.head.replaceChildren(make('th', { scope: 'col' }, 'Image'), make('th', { scope: 'col', class: 'size' }, 'Size'),
      ...this.shownColumns.map(column => this.headOf(column)));
    this.body.replaceChildren();
    this.templates = STATES.map((state, at) => make('td', { class: 's' + at }, state.sign));
    this.grow(0);
  }

  headOf(column) {
    const words = (column.length > 1 ? column.length + ': ' : '') + this.names(column);
    return make('th', { scope: 'col', class: 'node', title: words }, make('span', { class: 'name' }, words));
  }

  grow(from) {
    const wide = Math.max(1, this.shownColumns.length);
    const to = Math.min(this.shownRows.length, from + Math.ceil(CELLS_AT_ONCE / wide));
    this.more.hidden = true;
    this.steps.run(to - from, next => {
      const end = Math.min(to - from, next + Math.ceil(CELLS_A_STEP / wide));
      const rows = document.createDocumentFragment();
      for (let i = next; i < end; i++) rows.append(this.row(this.shownRows[from + i]));
      this.body.append(rows);
      this.body.querySelector('button')?.removeAttribute('tabindex');
      return end;
    }, () => {
      this.more.hidden = to === this.shownRows.length;
      this.more.textContent = 'Show more of the ' + (this.shownRows.length - to) + ' images that follow';
      this.done(this.body.rows.length * this.shownColumns.length);
    });
  }

  row(row) {
    const slash = row.image.name.lastIndexOf('/');
    const line = make('tr', {},
      make('th', { scope: 'row' }, make('button', { type: 'button', title: row.image.name, tabindex: -1 },
        make('span', { class: 'name' }, row.image.name.slice(slash + 1)),
        slash < 0 ? null : make('span', { class: 'name' }, row.image.name.slice(0, slash)))),
      make('td', { class: 'size' }, bytes(row.image.bytes)));
    for (const nodes of this.shownColumns) line.append(this.templates[row.image.cells[nodes[0]]].cloneNode(true));
    return line;
  }

  tell(event) {
    const cell = event.target.closest('td, tbody th');
    if (cell === null || (event.type === 'mouseover' && cell.cellIndex < 2)) return;
    const row = this.shownRows[cell.parentNode.rowIndex - 1];
    if (row === undefined) return;
    this.marked?.classList.remove('at');
    this.marked = cell;
    cell.classList.add('at');
    this.says.replaceChildren(...(cell.cellIndex < 2 ? this.aboutImage(row) : this.aboutCell(row, this.shownColumns[cell.cellIndex - 2])));
  }

  // The images are one stop for the tab key; arrows go from one to the next.
  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = this.table.rows[event.target.closest('tr').rowIndex + step]?.querySelector('tbody button');
    if (step === undefined || !next) return;
    event.preventDefault();
    next.focus();
  }

  aboutCell(row, column) {
    const reasons = new Set(column.map(at => this.run.why.get(row.index * this.run.columns.length + at)).filter(why => why));
    return [make('span', { class: 'name' }, row.image.name), ' on ', make('span', { class: 'name' }, this.names(column)), ': ',
      make('b', {}, STATES[row.image.cells[column[0]]].words), ...[...reasons].slice(0, 3).flatMap(why => [make('br'), why])];
  }

  aboutImage(row) {
    const lines = [make('span', { class: 'name' }, row.image.name), ', ' + bytes(row.image.bytes)];
    const users = usedWords(this.run.demand.users.get(row.image.name), 10);
    if (users !== '') lines.push(', ' + users);
    STATES.forEach((state, at) => {
      const nodes = this.run.columns.filter((_, column) => row.image.cells[column] === at).map(node => node.name);
      if (nodes.length > 0) {
        lines.push(make('br'), make('b', {}, state.words), ' on ' + nodes.length + ': ', make('span', { class: 'name' }, folded(nodes)));
      }
    });
    return lines;
  }
}
