// Draws what the views describe. A view returns a tree made with h(), and render() changes the document until it is that tree: what is the same stays the same
// element, so that focus, scrolling and selection survive each redraw. Text only ever becomes text: there is no way to have markup parsed.

const SVG = 'http://www.w3.org/2000/svg';
const PROPERTIES = new Set(['value', 'checked', 'selected', 'open', 'indeterminate']);
const SAFE_LINK = /^(https?:|[#/.]|[\w-]+\/)/i;

class Vertex {
  constructor(tag, props, children) {
    this.tag = tag;
    this.props = props;
    this.children = children;
    this.key = props?.key;
    this.dom = null;
  }
}

/** An element: h('p.quiet', { title: 'x' }, 'text', child, [children]). Null, false and '' draw nothing but keep their place. */
export function h(selector, ...rest) {
  const first = rest[0];
  const hasProps = first !== null && typeof first === 'object' && !(first instanceof Vertex) && !Array.isArray(first);
  const props = hasProps ? { ...rest.shift() } : {};
  const [tag, ...classes] = selector.split('.');
  if (classes.length > 0) {
    props.class = props.class ? `${classes.join(' ')} ${props.class}` : classes.join(' ');
  }

  return new Vertex(tag, props, flatten(rest, []));
}

function flatten(children, into) {
  for (const child of children) {
    if (Array.isArray(child)) {
      flatten(child, into);
    } else if (child instanceof Vertex) {
      into.push(child);
    } else {
      into.push(new Vertex(null, null, child === null || child === undefined || child === false || child === true ? '' : String(child)));
    }
  }

  return into;
}

/** Makes the children of an element those of the tree. */
export function render(root, tree) {
  root.drawn = patchChildren(root, root.drawn ?? [], flatten([tree], []), false);
}

let draw = null;
let waiting = false;

/** Says what draws the page. */
export function drawWith(view) {
  draw = view;
  redraw();
}

/** Draws the page again before the next frame, however often it is asked to. */
export function redraw() {
  if (waiting || draw === null) {
    return;
  }

  waiting = true;
  const go = () => {
    if (waiting) {
      waiting = false;
      draw();
    }
  };

  // A tab in the background has no frames, but is to be right when somebody looks.
  if (document.hidden) {
    setTimeout(go);
  } else {
    requestAnimationFrame(go);
  }
}

function create(vertex, inSvg) {
  if (vertex.tag === null) {
    vertex.dom = document.createTextNode(vertex.children);
    return vertex.dom;
  }

  const svg = inSvg || vertex.tag === 'svg';
  const dom = svg ? document.createElementNS(SVG, vertex.tag) : document.createElement(vertex.tag);
  vertex.dom = dom;
  vertex.children = patchChildren(dom, [], vertex.children, svg);
  setProps(dom, {}, vertex.props);
  if (vertex.props.mounted) {
    queueMicrotask(() => vertex.props.mounted(dom));
  }

  return dom;
}

function patch(old, next, inSvg) {
  next.dom = old.dom;
  if (next.tag === null) {
    if (old.children !== next.children) {
      next.dom.data = next.children;
    }

    return;
  }

  const svg = inSvg || next.tag === 'svg';
  next.children = patchChildren(next.dom, old.children, next.children, svg);
  setProps(next.dom, old.props, next.props);
}

function patchChildren(parent, old, next, inSvg) {
  const keyed = new Map();
  const loose = [];
  for (const vertex of old) {
    if (vertex.key === undefined) {
      loose.push(vertex);
    } else {
      keyed.set(vertex.key, vertex);
    }
  }

  let place = 0;
  const kept = new Set();
  for (const vertex of next) {
    const match = vertex.key === undefined ? loose[place++] : keyed.get(vertex.key);
    if (match !== undefined && match.tag === vertex.tag && !kept.has(match)) {
      kept.add(match);
      patch(match, vertex, inSvg);
    } else {
      create(vertex, inSvg);
    }
  }

  for (const vertex of old) {
    if (!kept.has(vertex)) {
      vertex.dom.remove();
    }
  }

  let here = parent.firstChild;
  for (const vertex of next) {
    if (vertex.dom === here) {
      here = here.nextSibling;
    } else {
      parent.insertBefore(vertex.dom, here);
    }
  }

  return next;
}

function setProps(dom, old, next) {
  for (const name in old) {
    if (!(name in next)) {
      setProp(dom, name, old[name], null);
    }
  }

  for (const name in next) {
    if (old[name] !== next[name] || PROPERTIES.has(name)) {
      setProp(dom, name, old[name], next[name]);
    }
  }
}

function setProp(dom, name, old, value) {
  if (name === 'key' || name === 'mounted') {
    return;
  }

  if (name.startsWith('on')) {
    listen(dom, name.slice(2), value);
  } else if (name === 'vars') {
    // Inline styles are forbidden by the content security policy; custom properties through the object model are not.
    for (const variable in value) {
      dom.style.setProperty(variable, value[variable]);
    }
  } else if (PROPERTIES.has(name)) {
    if (dom[name] !== value) {
      dom[name] = value ?? '';
    }
  } else if (value === null || value === undefined || value === false) {
    dom.removeAttribute(name);
  } else if (name === 'href' && !SAFE_LINK.test(value)) {
    dom.removeAttribute('href');
  } else {
    dom.setAttribute(name, value === true ? '' : value);
  }
}

function listen(dom, type, handler) {
  dom.heard ??= {};
  if (!(type in dom.heard)) {
    dom.addEventListener(type, event => {
      const done = dom.heard[type]?.(event);
      redraw();
      if (done instanceof Promise) {
        done.finally(redraw);
      }
    });
  }

  dom.heard[type] = handler;
}
