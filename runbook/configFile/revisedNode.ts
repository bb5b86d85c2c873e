import { isDeepStrictEqual } from "node:util";
import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What other readers of YAML, the engine's older ones too, take unquoted for a truth value or a number: the engine quotes it. */
const elsewhereNoText = /^(?:y|n|yes|no|on|off)$|^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/i;

/** A new node, with quotes wherever a text could be read as something else. */
export function madeNode(document: Document, value: unknown): Node {
  const made = document.createNode(value);
  visit(made, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "string" && elsewhereNoText.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return made;
}

/** A node that says `value`: what the old one says already stays as it is written, and all its comments stay. */
export function revised(document: Document, node: unknown, value: unknown): Node {
  if (!isNode(node)) return madeNode(document, value);
  if (isDeepStrictEqual(node.toJS(document), value)) return node;
  if (isMap(node) && isRecord(value) && !node.items.some(isMerge)) return revisedMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return revisedList(document, node, value);
  const made = madeNode(document, value);
  made.spaceBefore = node.spaceBefore;
  if (isCollection(node) || isCollection(made)) {
    addComments(made, "commentBefore", commentsIn(node));
  } else {
    made.commentBefore = node.commentBefore;
    made.comment = node.comment;
  }
  return made;
}

function revisedMap(document: Document, map: YAMLMap, value: Record<string, unknown>): Node {
  const gone = map.items.filter((pair) => !Object.hasOwn(value, nameOf(pair)));
  map.items = map.items.filter((pair) => !gone.includes(pair));
  for (const [name, entry] of Object.entries(value)) {
    const pair = map.items.find((each) => nameOf(each) === name);
    if (pair === undefined) map.add(document.createPair(madeNode(document, name), madeNode(document, entry)));
    else pair.value = revised(document, pair.value, entry);
  }
  addComments(map, "comment", gone.flatMap(commentsIn));
  return map;
}

function revisedList(document: Document, list: YAMLSeq, value: unknown[]): Node {
  const left = [...list.items];
  list.items = value.map((entry) => {
    const index = left.findIndex((item) => isNode(item) && isDeepStrictEqual(item.toJS(document), entry));
    return index < 0 ? madeNode(document, entry) : left.splice(index, 1)[0];
  });
  addComments(list, "comment", left.flatMap(commentsIn));
  return list;
}

const nameOf = ({ key }: Pair) => String(isScalar(key) ? key.value : key);

const isMerge = ({ key }: Pair) => isScalar(key) && (key.value === "<<" || typeof key.value === "symbol");

/** The texts of all comments at a node or an entry, and inside it. */
export function commentsIn(place: unknown): string[] {
  const comments: string[] = [];
  const collect = (_: unknown, node: Node) => {
    for (const comment of [node.commentBefore, node.comment]) if (comment) comments.push(comment);
  };
  for (const node of isPair(place) ? [place.key, place.value] : [place]) {
    if (isNode(node)) visit(node, { Node: collect });
  }
  return comments;
}

function addComments(node: Node, where: "comment" | "commentBefore", comments: string[]): void {
  const all = [node[where], ...comments].filter((comment) => typeof comment === "string");
  if (all.length > 0) node[where] = all.join("\n");
}
