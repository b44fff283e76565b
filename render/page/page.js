"use strict";

// The script of the page. What a person wrote only ever becomes text: no markup is made of it.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const tree = $("tree");
  const SVG = "http://www.w3.org/2000/svg";
  const UNDECIDED = "undecided";

  // Names may be anything, even those of an object's own methods.
  const own = (map, key) => (map && Object.hasOwn(map, key) ? map[key] : undefined);
  const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

  const nodes = byId(data.nodes);
  const stances = byId(data.stances);
  const items = byId([{ id: "", title: "nothing" }, ...data.items]);
  const places = new Map(data.outcomes.map(([id], place) => [id, place]));
  const groups = new Map(data.nodes.map((node, place) => [node.id, $(`n${place}`)]));
  const ids = new Map(data.nodes.map((node, place) => [`n${place}`, node.id]));
  const hasFigures = Boolean(data.worlds);

  const state = { stance: "", item: "", node: "", find: "", view: null };

  // ---- elements

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
  }

  function draw(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function button(words, act, attributes = {}) {
    const made = make("button", { type: "button", ...attributes }, words);
    made.addEventListener("click", act);
    return made;
  }

  const title = (id) => nodes.get(id)?.title ?? id;

  function nodeLink(id) {
    if (!nodes.has(id) || !isHere(id)) return title(id);
    return make("a", { href: `#${address(id)}`, "data-node": id }, title(id));
  }

  function sourceLink(id) {
    const source = own(data.sources, id);
    if (!source) return id;
    if (!isWeb(source.url)) return source.words;
    const rules = { href: source.url, rel: "noopener noreferrer", target: "_blank" };
    return make("a", rules, source.words);
  }

  function isWeb(address) {
    try {
      return Boolean(address) && ["http:", "https:"].includes(new URL(address).protocol);
    } catch {
      return false;
    }
  }

  function rowsTable(head, rows) {
    const titles = head.map((words) => make("th", { scope: "col" }, words));
    const body = rows.map(([first, ...others]) =>
      make("tr", {}, make("th", { scope: "row" }, first), others.map((cell) => make("td", {}, cell))),
    );
    return make(
      "table",
      {},
      make("thead", {}, make("tr", {}, titles)),
      make("tbody", {}, body),
    );
  }

  function say(words) {
    $("say").textContent = words;
  }

  // ---- what is so under the stance and with the item that are chosen

  const world = (stance = state.stance, item = state.item) => own(own(data.worlds, stance), item);
  const score = () => own(own(data.scores, state.stance), state.item);
  const rankOf = (id) => own(own(data.ranks, state.stance), id);

  function part(name, id, stance, item) {
    const here = world(stance, item)?.[name];
    if (!here) return undefined;
    return Object.hasOwn(here, id) ? here[id] : own(data.worlds[""][""][name], id);
  }

  const figure = (id, stance, item) => part("nodes", id, stance, item) ?? undefined;
  const shares = (id) => part("endings", id) ?? undefined;
  const facts = (id) => own(own(data.facts, state.stance), id) ?? data.facts[""][id];
  const badge = (id) => own(items.get(state.item).touched, id) ?? "";

  function isHere(id) {
    return !groups.get(id)?.classList.contains("own") || (items.get(state.item).own ?? []).includes(id);
  }

  // As `figure_words` in Python has it, for the first view.
  function figureWords(role, [, share, , , date]) {
    const words = { ending: `ends ${share} of worlds`, fact: `${share} likely to hold` };
    const found = own(words, role) ?? `${share} known`;
    return date === "–" ? found : `${found} · ${date}`;
  }

  // ---- the drawing

  const slots = new Map();
  for (const [id, group] of groups) {
    const found = {};
    for (const text of group.querySelectorAll("[data-slot]")) found[text.dataset.slot] = text;
    slots.set(id, {
      ...found,
      full: group.querySelector(".full"),
      segments: [...group.querySelectorAll("[data-part]")],
      work: Object.keys(found).filter((slot) => slot.startsWith("work")).map((slot) => found[slot]),
    });
  }
  const firstTexts = new Map();

  function write(text, words) {
    if (!firstTexts.has(text)) firstTexts.set(text, text.textContent);
    const wanted = words ?? firstTexts.get(text);
    if (text.textContent !== wanted) text.textContent = wanted;
  }

  function fillNode(id) {
    const { figure: words, badge: label, full, segments } = slots.get(id);
    const group = groups.get(id);
    const found = figure(id);
    if (words) write(words, found ? figureWords(nodes.get(id).role, found) : "");
    if (full) full.setAttribute("width", (data.drawn[id] * (found ? found[0] : 0)).toFixed(1));
    if (segments.length && hasFigures) fillBar(id, segments);
    const change = badge(id);
    if (label) write(label, change);
    group.classList.toggle("touched", change !== "");
    group.classList.toggle("closed", change.startsWith("BLOCKED"));
    group.classList.toggle("here", isHere(id));
    group.setAttribute("aria-label", spoken(id));
  }

  function fillBar(id, segments) {
    const found = shares(id);
    let reached = 0;
    segments.forEach((segment, place) => {
      const share = own(found, nodes.get(id).ending[place]);
      const text = slots.get(id)[`share${place}`];
      if (!found) return write(text);
      segment.setAttribute("x", (data.drawn[id] * reached).toFixed(1));
      segment.setAttribute("width", (data.drawn[id] * (share?.[0] ?? 0)).toFixed(1));
      write(text, share?.[1] ?? "0%");
      reached += share?.[0] ?? 0;
    });
  }

  // What is written in a box, in the order in which it stands there.
  function spoken(id) {
    const rows = [...groups.get(id).querySelectorAll("text")].map((text) => text.textContent);
    return rows.filter(Boolean).join(" ");
  }

  // Words of lines, junctions and boxes under another stance; null takes a line away.
  function fillWords() {
    for (const [name, group] of loose) {
      const rows = own(own(data.words, state.stance), name);
      group.classList.toggle("gone", rows === null || !endsHere(group));
      writeRows(group.querySelectorAll("text"), rows);
    }
    data.nodes.forEach((node, place) => {
      writeRows(slots.get(node.id).work, own(own(data.words, state.stance), `n${place}`));
    });
  }

  function writeRows(texts, rows) {
    [...texts].forEach((text, place) => write(text, rows ? (rows[place] ?? "") : undefined));
  }

  const loose = new Map(
    [...tree.querySelectorAll("#lines > g, #smalls > g")].map((group) => [group.id, group]),
  );

  function endsHere(group) {
    return [group.dataset.from, group.dataset.to].every((end) => !ids.has(end) || isHere(ids.get(end)));
  }

  function fillDrawing() {
    fillWords();
    for (const id of groups.keys()) fillNode(id);
  }

  // ---- tracing what leads to a node and what follows from it

  const into = new Map();
  const onward = new Map();
  for (const line of tree.querySelectorAll(".line[data-from]")) {
    const { from, to } = line.dataset;
    if (!onward.has(from)) onward.set(from, []);
    if (!into.has(to)) into.set(to, []);
    onward.get(from).push([line, to]);
    into.get(to).push([line, from]);
  }

  function reach(start, ways) {
    const seen = new Set([start]);
    const lines = new Set();
    const waiting = [start];
    while (waiting.length) {
      for (const [line, other] of ways.get(waiting.pop()) ?? []) {
        if (line.classList.contains("gone")) continue;
        lines.add(line);
        if (!seen.has(other)) {
          seen.add(other);
          waiting.push(other);
        }
      }
    }
    seen.delete(start);
    return { ends: seen, lines };
  }

  const countNodes = (found) => [...found.ends].filter((end) => ids.has(end)).length;
  // Copies of what is traced lie above the drawing, which is dimmed as a whole: that is quick
  // where the drawing has thousands of parts.
  const traced = draw("g", { id: "traced", "aria-hidden": "true" });

  function trace(id) {
    traced.replaceChildren();
    tree.classList.toggle("tracing", Boolean(id));
    if (!id) return;
    const centre = groups.get(id);
    const kinds = new Map();
    for (const [way, ways] of [["up", into], ["down", onward]]) {
      const found = reach(centre.id, ways);
      for (const element of [...found.lines, ...[...found.ends].map($)]) {
        kinds.set(element, [...(kinds.get(element) ?? []), way]);
      }
    }
    kinds.set(centre, ["centre", ...(centre.matches(":focus-visible") ? ["focused"] : [])]);
    traced.append(...[...kinds].map(([element, classes]) => copy(element, classes)));
  }

  function copy(element, classes) {
    const made = element.cloneNode(true);
    for (const name of ["id", "role", "tabindex", "aria-label", "aria-pressed"]) made.removeAttribute(name);
    made.classList.add(...classes);
    return made;
  }

  // ---- the view: the part of the drawing that is on the screen

  const whole = tree.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };

  const isNarrow = () => window.matchMedia("(max-width: 60rem)").matches;

  function fitted() {
    const { width, height } = tree.getBoundingClientRect();
    const ratio = width && height ? width / height : 1;
    const w = Math.max(full.w, full.h * ratio);
    return { x: full.w / 2 - w / 2, y: full.h / 2 - w / ratio / 2, w };
  }

  // On a narrow screen the whole of a wide tree would be too small to read: begin at its left.
  function first() {
    const { width, height } = tree.getBoundingClientRect();
    const w = width / 0.55;
    if (!isNarrow() || !height || !spots.size || w >= fitted().w) return null;
    const firsts = [...spots.entries()].filter(([id]) => isHere(id)).map(([, spot]) => spot);
    const left = firsts.reduce((best, spot) => (spot.x < best.x ? spot : best));
    return { x: 0, y: left.y - (w * height) / width / 2, w };
  }

  // As tall as the panel beside it; on a narrow screen, as tall as the drawing needs.
  function size() {
    const wanted = (tree.getBoundingClientRect().width * full.h) / full.w;
    const [least, most] = (isNarrow() ? [0.3, 0.58] : [0.74, 0.74]).map((part) => part * window.innerHeight);
    tree.style.height = `${Math.round(Math.min(Math.max(wanted, least), most))}px`;
    show();
  }

  function show() {
    const { width, height } = tree.getBoundingClientRect();
    const { x, y, w } = state.view ?? fitted();
    const h = width && height ? (w * height) / width : w;
    tree.setAttribute("viewBox", [x, y, w, h].map((number) => number.toFixed(1)).join(" "));
  }

  const current = () => state.view ?? fitted();
  const unit = () => current().w / tree.getBoundingClientRect().width;

  function setView(view) {
    state.view = view && {
      x: Math.min(Math.max(view.x, -full.w), 2 * full.w),
      y: Math.min(Math.max(view.y, -full.h), 2 * full.h),
      w: Math.min(Math.max(view.w, 120), 3 * fitted().w),
    };
    show();
    saveSoon();
  }

  function zoom(by, clientX, clientY) {
    const box = tree.getBoundingClientRect();
    const [px, py] = [clientX ?? box.left + box.width / 2, clientY ?? box.top + box.height / 2];
    const { x, y, w } = current();
    const wide = Math.min(Math.max(w * by, 120), 3 * fitted().w);
    const moved = (w - wide) / box.width;
    setView({ x: x + (px - box.left) * moved, y: y + (py - box.top) * moved, w: wide });
  }

  function move(dx, dy) {
    const { x, y, w } = current();
    setView({ x: x - dx * unit(), y: y - dy * unit(), w });
  }

  // Where the boxes are, in the units of the drawing.
  const spots = new Map();
  for (const [id, group] of groups) {
    const { e, f } = group.transform.baseVal.getItem(0).matrix;
    const wide = data.drawn[id] + 22;
    spots.set(id, { x: e + wide / 2, y: f + 40, wide });
  }

  // Bring a node into view, large enough to read, unless it is already.
  function bring(id, readable) {
    const { x, y } = spots.get(id);
    const box = tree.getBoundingClientRect();
    const view = current();
    const w = readable ? Math.min(view.w, box.width / 0.85) : view.w;
    const h = (w * box.height) / box.width;
    const seen =
      w === view.w && x > view.x + 0.1 * w && x < view.x + 0.9 * w &&
      y > view.y + 0.1 * h && y < view.y + 0.9 * h;
    if (!seen) setView({ x: x - w / 2, y: y - h / 2, w });
  }

  // ---- the panel

  function fillPanel() {
    $("world").replaceChildren(...worldParts());
    $("chosen").replaceChildren(...(state.node ? nodeParts(state.node) : []));
    $("more").replaceChildren(...itemParts(items.get(state.item)), ...stanceParts());
  }

  function shownWords() {
    const under = state.stance ? `under ‘${stances.get(state.stance).title}’` : "the tree as written";
    return state.item ? `${under}, with ‘${items.get(state.item).title}’` : under;
  }

  function worldParts() {
    const parts = [make("h2", {}, hasFigures ? "How the race ends" : "Details")];
    const thin = hasFigures && state.item ? "; the thin bars are without it" : "";
    parts.push(make("p", { class: "under" }, shownWords() + thin));
    if (hasFigures) parts.push(...outcomeBars(), endsWords());
    if (!state.node) parts.push(make("p", { class: "aside" }, "Choose a node to see what it needs and does."));
    return parts;
  }

  function outcomeBars() {
    return data.outcomes.filter(([id]) => id !== UNDECIDED || isLikely(id)).map(([id, name]) => {
      const here = own(world().outcomes, id);
      const change = state.item ? own(score().outcomes, id) : null;
      const rows = [bar(id, here[0], "")];
      if (change) rows.unshift(bar(id, own(world(state.stance, "").outcomes, id)[0], "earlier"));
      const moved = change && make("span", { class: score().sure.includes(id) ? "moved" : "" }, `${change[3]} points`);
      return make(
        "div",
        { class: "outcome" },
        make("p", {}, make("span", {}, name), make("strong", {}, here[2])),
        rows,
        make("p", { class: "aside" }, make("span", {}, interval(here[3])), moved),
        change && make("p", { class: "aside" }, `shift 95%: ${change[4]}; inputs 90%: ${change[5]}`),
      );
    });
  }

  const interval = (words) => (words === "exact" ? "exact" : `95%: ${words}`);
  const isLikely = (id) => [world(), world(state.stance, "")].some((at) => own(at.outcomes, id)[0] > 0);

  function bar(id, share, kind) {
    const rules = { viewBox: "0 0 200 13", preserveAspectRatio: "none", "aria-hidden": "true", class: kind };
    const size = { width: (200 * share).toFixed(2), height: 13, class: `o${places.get(id)}` };
    return draw("svg", rules, draw("rect", size));
  }

  function endsWords() {
    const { value, half, ends } = world();
    return make(
      "dl",
      {},
      make("dt", {}, "Expected value"),
      make("dd", {}, `${value[0]} (${interval(value[1])})`),
      make("dt", {}, "Half end by"),
      make("dd", {}, `${half} (${ends[1]})`),
    );
  }

  function stanceParts() {
    const { note, source, title: name } = stances.get(state.stance);
    if (!note && !source) return [];
    const parts = [make("h2", {}, `The stance: ${name}`)];
    if (note) parts.push(make("p", { class: "note" }, note));
    if (source) parts.push(make("p", { class: "aside" }, "Source: ", sourceLink(source)));
    return parts;
  }

  function itemParts(item) {
    if (!item.id) return [];
    const parts = [make("h2", {}, `The item: ${item.title}`)];
    if (score()) parts.push(make("p", {}, score().sentence));
    if (item.does) parts.push(make("ul", {}, item.does.map((words) => make("li", {}, words))));
    if (score()?.channels.length) parts.push(make("h3", {}, "By channel, in points"), channelTable());
    if (item.note) parts.push(make("p", { class: "note" }, item.note));
    if (item.source) parts.push(make("p", { class: "aside" }, "Source: ", sourceLink(item.source)));
    return parts;
  }

  function channelTable() {
    const [best] = data.outcomes.find(([id]) => id === data.best);
    const column = 1 + places.get(best);
    const rows = score().channels.map((row) => [row[0], row[column]]);
    return rowsTable(["channel", own(Object.fromEntries(data.outcomes), best)], rows);
  }

  function nodeParts(id) {
    const node = nodes.get(id);
    const found = facts(id);
    return [
      button("Close", () => closeNode(), { class: "close" }),
      make("h2", { id: "chosen-title", tabindex: "-1" }, node.title),
      make("p", { class: "under" }, [node.tag, node.title === id ? "" : id].filter(Boolean).join(" · ")),
      badge(id) ? make("p", { class: "moved" }, badge(id)) : null,
      ...figureParts(id),
      ...needsParts(found.needs),
      aboutList(found.about),
      ...rankParts(id),
      ...effectParts("What it does once known", found.effects.map((effect) => [effect, null])),
      ...effectParts("What acts on it", actsOn(id)),
      ...neighbourParts(id),
      node.note ? make("p", { class: "note" }, node.note) : null,
      node.as_of ? make("p", { class: "aside" }, `As of ${node.as_of}`) : null,
      node.source ? make("p", { class: "aside" }, "Source: ", sourceLink(node.source)) : null,
    ].filter(Boolean);
  }

  function figureParts(id) {
    const here = figure(id);
    if (!here) return [];
    const what = { ending: "the race ends here", fact: "it holds" };
    const head = ["world", own(what, nodes.get(id).role) ?? "known", "95%", "half by"];
    const line = (words, found) => [words, found[2], found[3], found[4]];
    const rows = [line(state.item ? "with the item" : "probability", here)];
    const before = state.item && figure(id, state.stance, "");
    if (before) rows.unshift(line("without", before));
    return [rowsTable(head, rows)];
  }

  function needsParts(found) {
    if (!found) return [];
    return [make("h3", {}, "What it needs"), make("ul", {}, needsItem(found))];
  }

  function needsItem(found) {
    if (found.node !== undefined) {
      const seen = found.at ? `, seen at ${found.at}` : "";
      return make("li", {}, nodeLink(found.node), `${seen}${found.share ? ` (${found.share})` : ""}`);
    }
    return make("li", {}, `${found.word}:`, make("ul", {}, found.members.map(needsItem)));
  }

  function aboutList(pairs) {
    if (!pairs.length) return null;
    return make("dl", {}, pairs.map(([word, words]) => [make("dt", {}, word), make("dd", {}, words)]));
  }

  function rankParts(id) {
    const found = rankOf(id);
    if (!found) return [];
    const names = [...data.outcomes.map(([, name]) => `${name}, points`), "expected value", "ending, months"];
    const shown = names.map((name, row) => [name, signedCell(found[0][row]), signedCell(found[1][row])]);
    const rows = shown.filter((_, row) => row !== places.get(UNDECIDED) || found.some((f) => f[row][0]));
    return [
      make("h3", {}, "What would change"),
      rowsTable(["shift of", "if it were known now", "if it never were"], rows),
      make("p", { class: "aside" }, `± is a 95% interval. ${state.item ? "Without the item. " : ""}${data.asked}.`),
    ];
  }

  // An arrow stands where the samples show the sign.
  function signedCell([shift, words, sure]) {
    return make("span", { class: sure ? (shift > 0 ? "higher" : "lower") : "" }, words);
  }

  function effectParts(heading, pairs) {
    if (!pairs.length) return [];
    return [make("h3", {}, heading), make("ul", {}, pairs.map(([effect, from]) => effectItem(effect, from)))];
  }

  function effectItem(effect, from) {
    const parts = from ? [nodeLink(from), ": "] : [];
    parts.push(effect.words);
    if (effect.channel) parts.push(` [${effect.channel}]`);
    if (effect.source) parts.push(" (", sourceLink(effect.source), ")");
    if (effect.note) parts.push(make("p", { class: "note" }, effect.note));
    if (!from && effect.node !== undefined) parts.push(" – ", nodeLink(effect.node));
    return make("li", {}, parts);
  }

  // The effects of other nodes that can change this one.
  function actsOn(id) {
    const node = nodes.get(id);
    const found = [];
    for (const other of data.nodes) {
      if (!isHere(other.id)) continue;
      for (const effect of facts(other.id).effects) {
        if (aims(effect, node, other.id) && canAct(effect, node)) found.push([effect, other.id]);
      }
    }
    return found;
  }

  function aims(effect, node, source) {
    if (effect.node !== undefined) return effect.node === node.id;
    if (source === node.id) return false;
    return effect.fields === undefined || effect.fields.includes(node.field);
  }

  function canAct(effect, node) {
    if (effect.kind === "staff") return Boolean(node.staff);
    if (effect.kind === "odds") return Boolean(node.chance || node.ending);
    return effect.kind !== "leak" || !node.ending;
  }

  function neighbourParts(id) {
    const name = groups.get(id).id;
    const [up, down] = [reach(name, into), reach(name, onward)];
    const words = `${countNodes(up)} nodes lead to it; ${countNodes(down)} follow from it.`;
    const next = (onward.get(name) ?? []).filter(([line]) => !line.classList.contains("gone"));
    const targets = new Set(next.flatMap(([, end]) => throughSmall(end)));
    const list = [...targets].map((target) => make("li", {}, nodeLink(target)));
    const parts = [make("h3", {}, "What it leads to"), make("p", { class: "aside" }, words)];
    return list.length ? [...parts, make("ul", {}, list)] : parts;
  }

  // The nodes at the end of a line, past the junctions of gates.
  function throughSmall(end) {
    if (ids.has(end)) return [ids.get(end)];
    return (onward.get(end) ?? []).flatMap(([, further]) => throughSmall(further));
  }

  // ---- tables

  function fillTables() {
    fillHeadings();
    if (hasFigures) {
      fillOutcomes();
      fillItems();
      fillStances();
    }
    fillNodes();
  }

  // Each table says of which world it is.
  function fillHeadings() {
    const under = state.stance ? [`under ‘${stances.get(state.stance).title}’`] : [];
    const having = state.item ? [`with ‘${items.get(state.item).title}’`] : [];
    const said = { outcomes: [...under, ...having], items: under, stances: having, nodes: [...under, ...having] };
    for (const [name, words] of Object.entries(said)) {
      const heading = $(`${name}-title`);
      if (!heading) continue;
      write(heading);
      if (words.length) write(heading, [heading.textContent, ...words].join(", "));
    }
  }

  function fillOutcomes() {
    const section = $("outcomes");
    const change = score();
    const head = change
      ? ["outcome", "without", "with", "shift", "sampling 95%", "inputs 90%", "above 0"]
      : ["outcome", "probability", "95% interval"];
    const rows = data.outcomes.map(([id, name]) => {
      const found = own(world().outcomes, id);
      return [name, ...(change ? own(change.outcomes, id).slice(1) : found.slice(2))];
    });
    rows.push(["expected value", ...(change ? change.value.slice(1) : world().value)]);
    section.querySelector("table").replaceWith(rowsTable(head, rows));
    $("ends").textContent =
      world().ends[0] + (change ? ` With the item the ending moves by ${change.months} months.` : "");
  }

  function fillItems() {
    for (const link of document.querySelectorAll("#items [data-item]")) {
      const found = own(own(data.scores, state.stance), link.dataset.item);
      const words = [...own(found.outcomes, data.best).slice(3), found.value[3], found.months];
      fillRow(link, words, link.dataset.item === state.item);
    }
  }

  function fillStances() {
    for (const link of document.querySelectorAll("#stances [data-stance]")) {
      const found = world(link.dataset.stance);
      const words = [...own(found.outcomes, data.best).slice(2), found.value[0], found.half];
      fillRow(link, words, link.dataset.stance === state.stance);
    }
  }

  function fillNodes() {
    const best = places.get(data.best);
    for (const link of document.querySelectorAll("#nodes [data-node]")) {
      const id = link.dataset.node;
      const row = link.closest("tr");
      row.hidden = !isHere(id);
      const words = [workWords(id)];
      if (hasFigures) {
        words.push(...(figure(id)?.slice(2) ?? ["–", "–", "–"]));
        const found = rankOf(id);
        words.push(...(found ? [found[0][best][1], found[1][best][1]] : ["–", "–"]));
      }
      fillRow(link, words, id === state.node, 2);
    }
  }

  const workWords = (id) => {
    const rows = own(own(data.words, state.stance), groups.get(id).id);
    return rows ? rows.join(" ") : undefined;
  };

  function fillRow(link, words, chosen, from = 0) {
    const row = link.closest("tr");
    row.classList.toggle("chosen", chosen);
    if (chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const cells = row.querySelectorAll("td");
    words.forEach((text, place) => write(cells[from + place], text));
  }

  // ---- search

  const texts = new Map(
    data.nodes.map((node) => [
      node.id,
      [node.title, node.id, node.tag, node.note ?? ""].join("\n").toLowerCase(),
    ]),
  );
  let hits = [];

  function search(words) {
    state.find = words;
    const wanted = words.trim().toLowerCase();
    hits = wanted ? data.nodes.map((node) => node.id).filter((id) => isHere(id) && texts.get(id).includes(wanted)) : [];
    const found = new Set(hits);
    for (const [id, group] of groups) group.classList.toggle("found", found.has(id));
    const count = wanted ? `${hits.length} found` : "";
    $("count").textContent = count;
    return count;
  }

  function nextHit() {
    if (!hits.length) return;
    const at = hits.indexOf(state.node);
    openNode(hits[(at + 1) % hits.length], true);
  }

  // ---- choosing

  function openNode(id, centre = false, focus = false) {
    if (!nodes.has(id) || !isHere(id)) return;
    setOpen(id);
    if (centre) bring(id, true);
    if (focus) $("chosen-title").focus();
    else if (isNarrow()) $("chosen").scrollIntoView({ behavior: calm(), block: "start" });
    say(`${spoken(id)}. Its details are in the panel.`);
    saveSoon();
  }

  const calm = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  function closeNode() {
    const last = state.node;
    setOpen("");
    if (groups.has(last)) groups.get(last).focus({ preventScroll: true });
    say("Closed.");
    saveSoon();
  }

  function setOpen(id) {
    const last = state.node;
    state.node = id;
    markOpen(last, false);
    markOpen(id, true);
    $("chosen").replaceChildren(...(id ? nodeParts(id) : []));
    for (const link of document.querySelectorAll("#nodes [data-node]")) {
      if (link.dataset.node === last || link.dataset.node === id) markRow(link, link.dataset.node === id);
    }
    if (!id !== !last) $("world").replaceChildren(...worldParts());
  }

  function markOpen(id, open) {
    const group = groups.get(id);
    if (!group) return;
    group.classList.toggle("open", open);
    group.setAttribute("aria-pressed", String(open));
    if (open) stop(id);
  }

  function markRow(link, chosen) {
    link.closest("tr").classList.toggle("chosen", chosen);
    if (chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }

  function choose(stance, item) {
    state.stance = stance;
    state.item = item;
    if (state.node && !isHere(state.node)) setOpen("");
    fillAll();
    say(`Shown: ${shownWords()}.`);
    saveSoon();
  }

  function fillAll() {
    trace("");
    for (const [name, value] of [["stance", state.stance], ["item", state.item]]) {
      if ($(name)) $(name).value = value;
    }
    fillDrawing();
    search(state.find);
    fillPanel();
    fillTables();
    if ($("made") && data.made) $("made").textContent = `${data.made[state.item]}.`;
  }

  // One node is in the order of the Tab key: the one that was last reached.
  let stopAt = "";

  function stop(id) {
    groups.get(stopAt)?.setAttribute("tabindex", "-1");
    groups.get(id).setAttribute("tabindex", "0");
    stopAt = id;
  }

  // ---- the address: everything that is chosen, so that a view can be sent

  function address(node = state.node) {
    const found = new URLSearchParams();
    const chosen = { ...state, node };
    for (const key of ["node", "stance", "item", "find"]) if (chosen[key]) found.set(key, chosen[key]);
    if (state.view) found.set("view", [state.view.x, state.view.y, state.view.w].map(Math.round).join(","));
    return found.toString().replaceAll("%2C", ",");
  }

  let saving = 0;
  let saved = "";

  function saveSoon() {
    clearTimeout(saving);
    saving = setTimeout(save, 150);
  }

  function save() {
    saved = address();
    if (saved === location.hash.slice(1)) return;
    try {
      history.replaceState(null, "", saved ? `#${saved}` : location.pathname + location.search);
    } catch {
      if (saved) location.replace(`#${saved}`);
    }
  }

  function readAddress() {
    const found = new URLSearchParams(location.hash.slice(1));
    const known = (key, map) => (map.has(found.get(key) ?? "") ? (found.get(key) ?? "") : "");
    state.stance = known("stance", stances);
    state.item = known("item", items);
    state.find = (found.get("find") ?? "").slice(0, 200);
    $("find").value = state.find;
    fillAll();
    state.view = readView(found.get("view")) ?? first();
    const node = known("node", nodes);
    setOpen(node && isHere(node) ? node : "");
    show();
    if (state.node && isNarrow() && !found.has("view")) bring(state.node, true);
  }

  function readView(words) {
    const numbers = (words ?? "").split(",").map(Number);
    if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
    const [x, y, w] = numbers;
    const inside = Math.abs(x) <= 2 * full.w && Math.abs(y) <= 2 * full.h;
    return inside && w >= 120 && w <= 5 * (full.w + full.h) ? { x, y, w } : null;
  }

  // ---- pointer, wheel and keys

  const fingers = new Map();
  let dragged = false;

  function pressed(event) {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, from: [event.clientX, event.clientY] });
    if (fingers.size === 1) dragged = false;
  }

  function dragging(event) {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const [fx, fy] = last.from;
    if (!dragged && Math.hypot(event.clientX - fx, event.clientY - fy) < 5 && fingers.size === 1) return;
    if (!dragged) {
      dragged = true;
      tree.setPointerCapture(event.pointerId);
      tree.classList.add("held");
      trace("");
    }
    if (fingers.size === 1) move(event.clientX - last.x, event.clientY - last.y);
    else pinch(event);
    last.x = event.clientX;
    last.y = event.clientY;
  }

  function pinch(event) {
    const [first, second] = [...fingers.entries()];
    const other = first[0] === event.pointerId ? second[1] : first[1];
    const mine = fingers.get(event.pointerId);
    const before = Math.hypot(mine.x - other.x, mine.y - other.y);
    const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    if (before > 5 && after > 5) zoom(before / after, (event.clientX + other.x) / 2, (event.clientY + other.y) / 2);
  }

  function released(event) {
    fingers.delete(event.pointerId);
    if (!fingers.size) tree.classList.remove("held");
  }

  const nodeAt = (target) => ids.get(target.closest?.(".node")?.id);

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function keyed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = nodeAt(event.target);
    const acts = {
      Enter: () => id && openNode(id, false, true),
      " ": () => id && openNode(id, false, true),
      Escape: () => closeNode(),
      "+": () => zoom(0.8),
      "=": () => zoom(0.8),
      "-": () => zoom(1.25),
      "0": () => setView(null),
      "/": () => $("find").focus(),
    };
    const act = own(ARROWS, event.key) ? () => step(id, ARROWS[event.key]) : own(acts, event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function step(id, [dx, dy]) {
    const next = nearest(id ?? stopAt, dx, dy);
    if (!next) return;
    stop(next);
    groups.get(next).focus({ preventScroll: true });
    bring(next, false);
  }

  // The nearest node in a direction; what lies aside counts double.
  function nearest(id, dx, dy) {
    const from = spots.get(id);
    let [best, least] = [null, Infinity];
    for (const [other, { x, y }] of spots) {
      if (other === id || !isHere(other)) continue;
      const ahead = (x - from.x) * dx + (y - from.y) * dy;
      const aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      const far = ahead + 2 * aside;
      if (ahead > 1 && far < least) [best, least] = [other, far];
    }
    return best;
  }

  function listen() {
    tree.addEventListener("pointerdown", pressed);
    tree.addEventListener("pointermove", dragging);
    for (const end of ["pointerup", "pointercancel"]) tree.addEventListener(end, released);
    tree.addEventListener("click", (event) => {
      const id = nodeAt(event.target);
      if (id && !dragged) openNode(id);
    });
    tree.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(Math.exp(Math.min(Math.max(event.deltaY, -100), 100) / 300), event.clientX, event.clientY);
    }, { passive: false });
    tree.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse" && !fingers.size) trace(nodeAt(event.target) ?? "");
    });
    tree.addEventListener("pointerleave", () => trace(""));
    tree.addEventListener("focusin", (event) => {
      if (nodeAt(event.target) && event.target.matches(":focus-visible")) trace(nodeAt(event.target));
    });
    tree.addEventListener("focusout", () => trace(""));
    tree.addEventListener("keydown", keyed);
    $("panel").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.node) closeNode();
    });
    listenToControls();
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== saved) readAddress();
    });
    window.addEventListener("resize", size);
    window.addEventListener("beforeprint", () => tree.setAttribute("viewBox", `0 0 ${full.w} ${full.h}`));
    window.addEventListener("afterprint", show);
  }

  function listenToControls() {
    $("controls").addEventListener("submit", (event) => {
      event.preventDefault();
      nextHit();
    });
    $("find").addEventListener("input", () => {
      say(search($("find").value));
      saveSoon();
    });
    $("stance")?.addEventListener("change", () => choose($("stance").value, state.item));
    $("item")?.addEventListener("change", () => choose(state.stance, $("item").value));
    $("nearer").addEventListener("click", () => zoom(0.8));
    $("farther").addEventListener("click", () => zoom(1.25));
    $("fit").addEventListener("click", () => setView(null));
    $("main").addEventListener("click", (event) => {
      const link = event.target.closest("a[data-node], a[data-item], a[data-stance]");
      if (!link) return;
      event.preventDefault();
      follow(link.dataset);
    });
  }

  function follow({ node, item, stance }) {
    if (node !== undefined) {
      openNode(node, true);
      if (!isNarrow()) tree.scrollIntoView({ behavior: calm(), block: "nearest" });
    }
    if (item !== undefined) choose(state.stance, item === state.item ? "" : item);
    if (stance !== undefined) choose(stance, state.item);
  }

  function start() {
    document.documentElement.classList.add("live");
    for (const id of ["controls", "panel", "hint"]) $(id).hidden = false;
    tree.setAttribute("role", "group");
    tree.setAttribute("aria-describedby", "hint");
    for (const group of groups.values()) {
      group.querySelector("title").remove();
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", "-1");
      group.setAttribute("aria-pressed", "false");
    }
    tree.append(traced);
    size();
    listen();
    readAddress();
    const first = [...groups.keys()].filter(isHere).sort((a, b) => spots.get(a).x - spots.get(b).x || spots.get(a).y - spots.get(b).y)[0];
    if (!stopAt && first !== undefined) stop(first);
  }

  start();
})();
