// Conversations: opened, listed, deleted, exported; kept in the browser and nowhere else.

// A conversation is { id, title (given by hand), sources (the only documents to ask; none: all), turns, asked (when its last question was) };
// a turn is { question, history, sources, understood, answered, talk, html, markdown, next, opinion }.
const CONVERSATIONS_KEY = "plan-qa.conversations.1";
const OPEN_KEY = "plan-qa.open";
const MOST_KEPT = 100;
const MOST_IN_TITLE = 200; // characters
const CLICK = 200; // milliseconds
let talk = emptyConversation();

function emptyConversation() {
  return { id: `${Date.now()}-${Math.random()}`, sources: [], turns: [] };
}

// Those opened since the page was, by id: an answer may still be on its way to one that was left.
const opened = new Map();

function conversations() {
  return kept(CONVERSATIONS_KEY, []).map((one) => opened.get(one.id) ?? one);
}

// Another tab may have kept something meanwhile, so the list is read again each time.
function remember(changed) {
  if (changed.deleted) return;
  const others = conversations().filter((other) => other.id !== changed.id);
  const latestFirst = [changed, ...others].sort((one, other) => other.asked - one.asked);
  keep(CONVERSATIONS_KEY, latestFirst.slice(0, MOST_KEPT));
  showConversations();
}

function openConversation(chosen) {
  talk = chosen;
  talk.sources ??= []; // conversations of earlier versions have none
  opened.set(chosen.id, chosen);
  keepHere(OPEN_KEY, chosen.id);
  closeReader();
  conversation.replaceChildren();
  talk.turns.forEach((turn) => draw(turn));
  find("#welcome").hidden = talk.turns.length > 0;
  showChoice();
  showConversations();
}

function chooseConversation(chosen) {
  openConversation(chosen);
  if (overlaid("panel")) togglePanel(false);
}

function newConversation() {
  chooseConversation(emptyConversation());
  box.focus();
}

function reopenConversation() {
  const id = keptHere(OPEN_KEY);
  openConversation(conversations().find((one) => one.id === id) ?? talk);
}

function deleteConversation(chosen) {
  chosen.deleted = true;
  keep(CONVERSATIONS_KEY, conversations().filter((one) => one.id !== chosen.id));
  if (chosen === talk) newConversation();
  else showConversations();
}

function showConversations() {
  if (find("#conversations input")) return; // a name is being written; the list is shown again when it is
  find("#conversations").replaceChildren(...conversations().map(conversationItem));
  find("#export").disabled = !talk.turns.length;
}

function titleOf(one) {
  return one.title || one.turns[0].question;
}

function conversationItem(one) {
  const title = titleOf(one);
  const open = make("button", { type: "button", textContent: title, title, onclick: () => chooseConversation(one) });
  const rename = iconButton("rename", () => writeTitle(one, item));
  rename.ariaLabel = word("rename_conversation", { title });
  rename.title = word("rename");
  const remove = make("button", { type: "button", className: "remove", textContent: "×" });
  remove.ariaLabel = word("delete_conversation", { title });
  remove.title = word("delete");
  remove.onclick = () => deleteConversation(one);
  const item = make("li", {}, open, rename, remove);
  item.dataset.id = one.id;
  if (one.id === talk.id) item.setAttribute("aria-current", "true");
  return item;
}

// Enter or leaving the field keeps the new name, Escape the old one; without a name it is the first question again.
function writeTitle(one, item) {
  const field = make("input", { value: titleOf(one), maxLength: MOST_IN_TITLE, ariaLabel: word("rename") });
  const end = (keepIt) => {
    field.onblur = null;
    if (keepIt) one.title = field.value.trim();
    item.replaceChildren();
    if (keepIt) remember(one);
    else showConversations();
  };
  // The click that leaves the field still finds what it is meant for.
  field.onblur = () => setTimeout(end, CLICK, true);
  field.onkeydown = (event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault(); // the key goes no further: not to the button that has the focus next, nor to the panel
    event.stopPropagation();
    end(event.key === "Enter");
    all("#conversations li").find((shown) => shown.dataset.id === one.id)?.querySelector(".rename").focus();
  };
  item.replaceChildren(field);
  field.select();
}

function exportConversation() {
  const parts = talk.turns.map((turn) => `## ${turn.question}\n\n${turn.markdown ?? ""}`.trim());
  const file = new Blob([`# ${titleOf(talk)}\n\n${parts.join("\n\n")}\n`], { type: "text/markdown" });
  const link = make("a", { href: URL.createObjectURL(file) });
  link.download = `${word("save_name")}-${new Date().toISOString().slice(0, 10)}.md`;
  link.click();
  URL.revokeObjectURL(link.href);
}
