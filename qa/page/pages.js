// A document that has pages is shown as its text or, at will, page by page as it was printed.

let asPages = false; // whether pages are shown where there are any
let book = { source: "", spans: [], current: -1, page: 1, count: 0 };

// The quotes that stand in a document, the one of them that was chosen, and the page it begins on.
function offerPages(source, spans, current, page) {
  book = { source, spans, current, page, count: Number(find("#source .article")?.dataset.pages ?? 0) };
  find("#pages").hidden = !book.count;
  showBook();
}

function showBook() {
  const paged = asPages && book.count > 0;
  find("#as-text").ariaPressed = !paged;
  find("#as-pages").ariaPressed = paged;
  for (const one of all("#sheet, #page-place, #previous-page, #next-page")) one.hidden = !paged;
  find("#source").hidden = paged;
  find(paged ? "#sheet" : "#source").focus({ preventScroll: true });
  if (paged) turnTo(book.page);
  else find("#source mark.current")?.scrollIntoView({ block: "center" });
}

async function turnTo(page) {
  const wanted = Object.assign(book, { page });
  const sheet = find("#sheet");
  find("#page-place").textContent = word("page_of", { number: page, count: book.count });
  find("#previous-page").disabled = page <= 1;
  find("#next-page").disabled = page >= book.count;
  sheet.ariaBusy = true;
  let shown = null;
  try {
    shown = await drawSheet(await call("sheet", { source: book.source, spans: book.spans, page }), page);
  } catch (problem) {
    shown = make("p", { textContent: told(problem) });
  }
  if (wanted !== book || page !== book.page) return; // another page was asked for meanwhile
  sheet.replaceChildren(shown);
  speak(sheet);
  sheet.scrollTop = 0;
  find("mark.current", sheet)?.scrollIntoView({ block: "center" });
  sheet.ariaBusy = false;
}

// The page's image with a mark on each line of a quote.
async function drawSheet({ image, boxes }, page) {
  const picture = make("img", { src: image });
  Object.assign(picture.dataset, { alt: "page_image", number: page });
  await picture.decode(); // a page without a height cannot be scrolled to its mark
  return make("div", { className: "leaf" }, picture, ...boxes.flatMap(drawMarks));
}

function drawMarks(lines, number) {
  const className = number === book.current ? "current" : "";
  return lines.map((line) => {
    const mark = make("mark", { className });
    const [left, top, width, height] = line.map((share) => `${100 * share}%`);
    Object.assign(mark.style, { left, top, width, height });
    return mark;
  });
}

function showAsPages(chosen) {
  asPages = chosen;
  showBook();
}

find("#as-text").addEventListener("click", () => showAsPages(false));
find("#as-pages").addEventListener("click", () => showAsPages(true));
find("#previous-page").addEventListener("click", () => turnTo(book.page - 1));
find("#next-page").addEventListener("click", () => turnTo(book.page + 1));
