// A question and its answer on the page.

const drawings = new WeakMap();
const LONG = 150; // characters: a longer question is set smaller, so that its answer stays in sight
const ICONS = {
  edit: "M4 20l1-4L16 5l3 3L8 19l-4 1z",
  rename: "M4 20l1-4L16 5l3 3L8 19l-4 1z",
  share: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  helpful: "M7 11v9H4v-9zM7 11l4-7c2 0 2.5 1.5 2 3l-.6 2.5H19l-1.5 9.500c-.2.6-.8 1-1.5 1H7",
  not_helpful: "M7 13V4H4v9zM7 13l4 7c2 0 2.5-1.5 2-3l-.6-2.5H19L17.500 5c-.2-.6-.8-1-1.5-1H7",
};

function iconButton(name, onclick) {
  const picture = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  const button = make("button", { type: "button", className: `icon ${name}`, innerHTML: picture, onclick });
  button.dataset.label = button.dataset.tip = name;
  return button;
}

function draw(turn) {
  const drawn = drawings.get(turn)?.isConnected ? drawings.get(turn) : make("section", { className: "turn" });
  drawings.set(turn, drawn);
  const edit = iconButton("edit", () => editQuestion(turn.question));
  const heading = make("h2", { textContent: turn.question });
  heading.lang = languageOf(turn.question);
  if (turn.question.length > LONG) Object.assign(heading, { className: "long", tabIndex: 0 }); // it may be scrolled
  drawn.replaceChildren(make("header", {}, heading, edit), ...scopeLine(turn), ...understoodLine(turn), ...replyParts(turn));
  if (turn.html && !turn.talk) drawn.append(turnActions(turn));
  drawn.append(make("div", { className: "follow" }));
  if (!drawn.isConnected) conversation.append(drawn);
  drawFollow(turn);
  speak(drawn);
  showScopes(drawn);
  return drawn;
}

function scopeLine(turn) {
  if (!turn.sources?.length) return [];
  const line = make("p", { className: "scope" });
  line.dataset.sources = JSON.stringify(turn.sources);
  return [line];
}

function understoodLine(turn) {
  if (!turn.understood || turn.understood === turn.question) return [];
  const label = make("span");
  label.dataset.word = "understood";
  return [make("p", { className: "understood" }, label, turn.understood)];
}

function replyParts(turn) {
  if (turn.html) {
    const reply = make("div", { className: "reply", innerHTML: turn.html });
    reply.lang = languageOf(turn.question);
    return turn.reading ? [reply, readingLine("reading_beside", turn.reading), retryButton(talk, turn)] : [reply];
  }
  if (turn.failed) return [make("p", { className: "failed", textContent: turn.failed }), retryButton(talk, turn)];
  const line = make("p", { className: "waiting" });
  line.dataset.word = "searching";
  return [line];
}

function readingLine(key, { done, found }) {
  const line = make("p", { className: "waiting" });
  Object.assign(line.dataset, { word: key, done, found });
  return line;
}

function showWaiting(turn, reading) {
  const drawn = drawings.get(turn);
  const line = find(".waiting", drawn);
  if (!line) return; // the conversation was left
  line.replaceWith(readingLine("reading_first", reading));
  speak(drawn);
}

function retryButton(asked, turn) {
  const again = make("button", { type: "button", className: "quiet" });
  again.dataset.word = "retry";
  again.onclick = () => answer(asked, Object.assign(turn, { sources: asked.sources }));
  return again;
}

// Questions to go on with: after an answer its neighbours, after a refusal what the documents do answer.
function drawFollow(turn) {
  const follow = find(".follow", drawings.get(turn));
  follow.replaceChildren(...questionList(turn.answered ? "next_questions" : "try_instead", turn.next ?? []));
  speak(follow);
}

function turnActions(turn) {
  const opinions = ["helpful", "not_helpful"].map((name) => {
    const button = iconButton(name, () => rate(turn, name));
    button.ariaPressed = turn.opinion === name;
    return button;
  });
  return make("div", { className: "turn-actions" }, iconButton("share", () => share(turn)), ...opinions);
}

async function rate(turn, opinion) {
  const { question, history, sources = [] } = turn;
  try {
    await call("feedback", { question, history, sources, liked: opinion === "helpful" });
  } catch (problem) {
    return say(told(problem));
  }
  turn.opinion = opinion;
  find(".turn-actions", drawings.get(turn)).replaceWith(turnActions(turn));
  speak(drawings.get(turn));
  find(`.${opinion}`, drawings.get(turn)).focus();
  say(word("thanks"));
  remember(talk);
}

// The question as understood stands on its own, so its link leads to the same answer.
async function share(turn) {
  const asked = new URLSearchParams([["q", turn.understood], ...(turn.sources ?? []).map((source) => ["in", source])]);
  await copy(`${location.origin}${location.pathname}?${asked}`);
  say(word("link_copied"));
}

function askedByLink() {
  const asked = new URLSearchParams(location.search);
  const question = asked.get("q")?.trim();
  if (!question) return false;
  history.replaceState(null, "", location.pathname);
  openConversation({ ...emptyConversation(), sources: asked.getAll("in") });
  if (objection(question)) editQuestion(question);
  else ask(question);
  return true;
}

function questionList(title, questions) {
  const heading = make("h3");
  heading.dataset.word = title;
  return questions.length ? [heading, make("ul", { className: "questions" }, ...questions.map(questionItem))] : [];
}

function questionItem(question) {
  const button = make("button", { type: "button", className: "question", textContent: question });
  button.lang = languageOf(question);
  button.onclick = () => ask(question);
  return make("li", {}, button);
}

let examples = { zh: [], en: [] };

async function refreshExamples() {
  examples = await call("examples", {}).catch(() => examples);
  showExamples();
}

function showExamples() {
  const order = language === "zh" ? ["zh", "en"] : ["en", "zh"];
  const offered = order.flatMap((one) => examples[one]).map(questionItem);
  find("#examples").replaceChildren(...offered);
  find("#examples-title").hidden = !offered.length;
}

function editQuestion(question) {
  box.value = question;
  fitBox();
  box.focus();
}

async function copyQuote(card) {
  await copy(`“${find("mark", card).textContent}”\n—— ${card.dataset.citation}`);
  say(word("copied"));
}

// Browsers give the clipboard only to pages that come over HTTPS or from this machine; the old way works for others.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const holder = make("textarea", { value: text });
  element.append(holder);
  holder.select();
  document.execCommand("copy");
  holder.remove();
}

function unfold(button) {
  const open = button.closest(".quoted").classList.toggle("unfolded");
  button.setAttribute("aria-expanded", open);
  button.dataset.word = open ? "fold_paragraph" : "show_paragraph";
  speak(button.parentElement);
}
