// One calendar on each line in, as JSON; on a line out what ical.js reads in it: [uid, start, end] of every event.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const seconds = (event, name) => event.getFirstPropertyValue(name).toUnixTime();

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((event) => [
    event.getFirstPropertyValue("uid"), seconds(event, "dtstart"), seconds(event, "dtend"),
  ]);
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line));
  } catch (error) {
    answer = String(error);
  }
  console.log(JSON.stringify(answer));
}
