/**
 * Lists of numbers as one value, as ByteWriter counts.
 */
import { Binary } from "mongodb";
import { ByteReader } from "../../core/definition/byte-reader.js";
import { ByteWriter } from "../../core/definition/byte-writer.js";
import { bytesOf } from "./value-documents.js";

export function numbersToBinary(numbers: readonly number[]): Binary {
  const out = new ByteWriter();
  for (const number of numbers) out.count(number);
  return new Binary(out.bytes());
}

export function numbersFromBinary(binary: Binary): number[] {
  const input = new ByteReader(bytesOf(binary));
  const numbers: number[] = [];
  while (!input.atEnd) numbers.push(input.count());
  return numbers;
}
