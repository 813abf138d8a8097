// The documents that are asked: those ticked, or all where none is. The choice belongs to the conversation.

const MOST_NAMED = 3;
const MANY = 12; // documents among which one is looked for by a word
const ticks = () => all(".tick input");

function choose(sources) {
  talk.sources = sources;
  showChoice();
  if (talk.turns.length) remember(talk);
}

function showChoice() {
  const { sources } = talk;
  ticks().forEach((tick) => (tick.checked = sources.includes(tick.value)));
  find("#chosen").hidden = !sources.length;
  find("#chosen span").textContent = word("asked_only", { names: namesOf(sources) });
  showScopes();
}

// Each question asked of some documents only says of which.
function showScopes(root = element) {
  for (const line of all(".scope", root)) {
    line.textContent = word("asked_only", { names: namesOf(JSON.parse(line.dataset.sources)) });
  }
}

// What documents are called: by their places, where these tell them apart, else by their titles; one that is gone by
// its file.
function namesOf(sources) {
  const shown = ticks();
  const named = sources.slice(0, MOST_NAMED).map((source) => {
    const tick = shown.find((one) => one.value === source);
    if (!tick) return source;
    const name = tick.dataset[language];
    return shown.some((other) => other !== tick && other.dataset[language] === name) ? tick.dataset.title : name;
  });
  const names = named.join(word("between_names"));
  return sources.length > MOST_NAMED ? word("and_more", { names, count: sources.length }) : names;
}

// Among many documents only those are listed whose title, place or file name holds each word that is looked for.
function showFound() {
  const items = all("#documents li");
  const field = find("#find-document");
  field.hidden = items.length < MANY;
  const wanted = field.hidden ? [] : field.value.toLowerCase().split(/\s+/);
  for (const item of items) {
    const { value, dataset } = find("input", item);
    const names = [value, dataset.title, dataset.zh, dataset.en].join(" ").toLowerCase();
    item.hidden = !wanted.every((one) => names.includes(one));
  }
  find("#none-found").hidden = !items.length || items.some((item) => !item.hidden);
}

find("#find-document").addEventListener("input", () => {
  showFound();
  announce(find("#none-found").hidden ? "" : word("none_found"));
});
find("#find-document").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.value) event.stopPropagation(); // it empties the field, no more
});
find("#shelf").addEventListener("change", (event) => {
  if (event.target.matches(".tick input")) choose(ticks().filter((tick) => tick.checked).map((tick) => tick.value));
});
find("#ask-all").addEventListener("click", () => {
  choose([]);
  box.focus();
});
