// The page's script. Gradio runs it once, when the page is in place, with `element` (the page), `props` (the
// words, the limit of a question) and `server` (the Python functions behind the page).
//
// What a document says reaches the page only as HTML that Python has escaped, or as text content.

const { words, limit } = props;
const find = (selector, root = element) => root.querySelector(selector);
const all = (selector, root = element) => [...root.querySelectorAll(selector)];

function make(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

// The browser's storage may be full or forbidden. The page works without it: what it cannot keep lasts until it
// is closed. What is kept `here` is this tab's alone, for as long as it is open.
const unkept = {};
const kept = (key, otherwise = null) => read("localStorage", key, otherwise);
const keptHere = (key, otherwise = null) => read("sessionStorage", key, otherwise);
const keep = (key, value) => write("localStorage", key, value);
const keepHere = (key, value) => write("sessionStorage", key, value);

function read(storage, key, otherwise) {
  try {
    return unkept[key] ?? JSON.parse(window[storage].getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
    delete unkept[key];
  } catch {
    unkept[key] = value;
  }
}

// What cannot be done, in a sentence for the person.
class Told extends Error {
  constructor(problem) {
    super(phrase(problem));
    this.problem = problem;
  }
}

function told(problem) {
  return problem instanceof Told ? problem.message : word("failed");
}

function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Who this is, for as long as the tab is open; nobody else can tell.
const VISITOR_KEY = "plan-qa.visitor";
const visitor = keptHere(VISITOR_KEY) ?? newToken();
keepHere(VISITOR_KEY, visitor);

// Calls a Python function behind the page. Gradio's client keeps failures to itself and gives nothing back.
async function call(name, asked) {
  const reply = await server[name]({ ...asked, visitor });
  if (reply === undefined) throw new Error(`no reply from ${name}`);
  if (reply?.problem) throw new Told(reply.problem);
  return reply;
}
