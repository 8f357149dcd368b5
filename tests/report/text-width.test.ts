// The width of a text in a terminal, against the package string-width.
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { widthOf } from "../../src/report/plain-text.js";

test.each([
  ["ASCII", "conv2d_1"],
  ["our own signs", "├─ 6×5×5×16 → 2,416 …"],
  ["letters with accents", "modèle à Zürich"],
  ["combining accents", "mode\u0300le"],
  ["Greek and Cyrillic", "αβγ слой"],
  ["Chinese", "卷积层 1"],
  ["Japanese, with its marks", "畳み込み・プール、「層」ー"],
  ["half-width katakana", "ｶﾀｶﾅ"],
  ["full-width letters", "ＣＮＮ（１）"],
  ["Korean", "합성곱 층"],
  ["an emoji", "net 🚀"],
  ["a family of four, joined", "👨‍👩‍👧‍👦"],
  ["a flag", "🇨🇭"],
  ["a sign made an emoji by its selector", "❤️"],
  ["a zero-width space", "a\u200bb"],
  ["Arabic", "شبكة"],
  ["Thai", "ชั้น"],
  ["Hebrew with points", "שָׁלוֹם"],
])("%s", (_name, text) => {
  expect(widthOf(text)).toBe(stringWidth(text));
});
