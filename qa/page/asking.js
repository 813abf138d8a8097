// Questions: from the box to the server.

const box = find("#question");
const TOUCH = matchMedia("(pointer: coarse)");
const conversation = find("#conversation");
const ASK_AGAIN = 1000; // milliseconds

function objection(question) {
  const count = [...question].length;
  if (!count) return word("empty");
  return count > limit ? word("too_long", { limit, count }) : "";
}

function fitBox() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function submit() {
  const question = box.value.trim();
  const wrong = objection(question);
  find("#notice").textContent = wrong;
  if (wrong) return box.focus();
  box.value = "";
  fitBox();
  if (TOUCH.matches) box.blur(); // the keyboard on the screen makes room for the answer
  ask(question);
}

function ask(question) {
  const turn = { question, sources: talk.sources };
  talk.turns.push(turn);
  talk.asked = Date.now();
  find("#welcome").hidden = true;
  answer(talk, turn);
}

// A conversation may be left while its answer is on the way; the answer is kept with it all the same.
async function answer(asked, turn) {
  turn.history ??= asked.turns.slice(0, asked.turns.indexOf(turn)).map((earlier) => earlier.question);
  const { question, history, sources } = turn;
  Object.assign(turn, { failed: "", html: "", next: [] });
  bringUp(draw(turn));
  try {
    Object.assign(turn, await replyTo({ question, history, sources }, turn));
  } catch (problem) {
    turn.failed = told(problem);
  }
  if (asked === talk) bringUp(draw(turn));
  remember(asked);
  if (turn.failed) return;
  turn.next = await call("next_questions", { question, history, sources }).catch(() => []);
  if (asked === talk) drawFollow(turn);
  remember(asked);
}

// What is not read yet may say what is not found in the rest, so the question is asked again until it is.
async function replyTo(asked, turn) {
  for (;;) {
    const reply = await call("answer", asked);
    if (reply.html) return reply;
    showWaiting(turn, reply.reading);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
  }
}

function bringUp(drawn) {
  drawn.scrollIntoView({ block: "start" });
}
