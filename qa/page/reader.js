// The source beside the chat.

const reader = find("#reader");
let opener = null; // what had the focus before the source was opened
let quotes = []; // the cards to step through
let at = -1;
let latest = 0; // counts what was asked for, since replies may overtake each other

function openCard(card) {
  quotes = all(".quoted", card.parentElement);
  goToQuote(quotes.indexOf(card), find(".open", card));
}

// A bar of a chart stands for a row of the table below it.
function openBar(bar) {
  quotes = all(".quoted", bar.closest(".reply"));
  goToQuote(Number(bar.dataset.number) - 1, bar);
}

function openDocument(button) {
  quotes = [];
  at = -1;
  opener = overlaid("panel") ? find("#open-panel") : button;
  if (overlaid("panel")) togglePanel(false);
  showSource(button.dataset.source, []);
}

function goToQuote(index, from = opener) {
  at = index;
  opener = from;
  const { source } = quotes[at].dataset;
  return showSource(source, quotes.filter((card) => card.dataset.source === source));
}

async function showSource(source, cards) {
  const spans = cards.map((card) => [Number(card.dataset.start), Number(card.dataset.end)]);
  const shown = find("#source");
  const number = ++latest;
  reader.hidden = false;
  arrange();
  let html = null;
  try {
    html = await call("article", { source, spans });
  } catch {}
  if (number !== latest || reader.hidden) return;
  if (html) shown.innerHTML = html;
  else shown.replaceChildren(make("p", { textContent: word(html === "" ? "gone" : "failed") }));
  speak(shown);
  find("#source-title").textContent = find("h2", shown)?.textContent ?? "";
  shown.scrollTop = 0;
  const current = cards.indexOf(quotes[at]);
  markCurrent(current);
  offerPages(source, spans, current, Number(quotes[at]?.dataset.page ?? 1));
}

function markCurrent(number) {
  all(".quoted.current").forEach((card) => card.classList.remove("current"));
  quotes[at]?.classList.add("current");
  quotes[at]?.scrollIntoView({ block: "nearest" });
  const marks = all(`#source mark[data-quote="${number}"]`);
  marks.forEach((mark) => mark.classList.add("current"));
  marks[0]?.scrollIntoView({ block: "center" });
  find("#quote-place").textContent = quotes.length ? word("quote_of", { number: at + 1, count: quotes.length }) : "";
  find("#previous-quote").hidden = find("#next-quote").hidden = quotes.length < 2;
  find("#previous-quote").disabled = at <= 0;
  find("#next-quote").disabled = at >= quotes.length - 1;
}

function closeReader() {
  if (reader.hidden) return;
  reader.hidden = true;
  arrange();
  all(".quoted.current").forEach((card) => card.classList.remove("current"));
  opener?.focus();
}
