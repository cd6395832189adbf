import assert from "node:assert/strict";

import { scheduleProblems } from "../../components/autoscaling/schedule-rules";
import type { ReplicaSchedule } from "../../components/autoscaling/scaling";
import { said } from "../support/recorded";

const schedule: ReplicaSchedule = {
  name: "office-hours",
  timeZone: "Europe/Berlin",
  start: "30 7 * * 1-5",
  end: "0 19 * * 1-5",
  replicas: 2,
};

const problems = (changes: Partial<ReplicaSchedule>, min = 1): string[] =>
  said(scheduleProblems({ ...schedule, ...changes }, { min, max: 4 }));

describe("schedules of replicas", () => {
  const accepted = [
    "*/15 8-18 * * MON-FRI",
    "0 8 * * mon,wed",
    "0 8 1,15 1-6/2 *",
    "0 8 * * 1-5/2",
    "0 8 * jan-mar *",
    "00 08 * * *",
    "0 8 */7 * *",
    "0 8 29 2 *",
  ];
  for (const start of accepted) {
    it(`take ${start}`, () => {
      assert.deepEqual(problems({ start }), []);
    });
  }

  const fields = "is not five fields with one blank between";
  const sign = "has a sign that KEDA does not know";
  const refused: [string, string][] = [
    ["", fields],
    ["0 8 * *", fields],
    ["0 0 8 * * *", fields],
    ["0  8 * * *", fields],
    ["@daily", fields],
    ["0 8 L * *", sign],
    ["0 8 15W * *", sign],
    ["0 8 * * 5#2", sign],
    ["0 8 ? * *", sign],
    ["0 8 * * +1", sign],
    ["0 8 * * 7", "has 7 where 6 is the largest"],
    ["0 8 * * mon-sun", "has a range up to Sunday, which is the first day"],
    ["0 8 * * 5-7", "has 7 where 6 is the largest"],
    ["0 8 31 2 *", "never comes"],
    ["61 8 * * *", "has 61 where 59 is the largest"],
    ["0 25 * * *", "has 25 where 23 is the largest"],
    ["31-60/31 * * * *", "has 60 where 59 is the largest"],
    ["0 8 0 * *", "is not a time (Invalid value for day: -1)"],
    ["0 22-4 * * *", "is not a time (From value is larger than to value: '22-4')"],
    ["*/0 8 * * *", "is not a time (Syntax error, illegal stepping: 0)"],
    ["0 8 * mon *", "is not a time (configuration entry 4 (mon) contains illegal characters.)"],
  ];
  for (const [end, what] of refused) {
    it(`refuse ${JSON.stringify(end)}`, () => {
      assert.deepEqual(problems({ end }), [
        `end: "${end}" ${what}. Write minute, hour, day, month and weekday, for instance "30 7 * * 1-5".`,
      ]);
    });
  }

  it("begin and end at different times", () => {
    assert.deepEqual(problems({ end: schedule.start }), [
      'end: "30 7 * * 1-5" is the start as well. Write when it ends.',
    ]);
  });

  it("are in a time zone of the IANA database", () => {
    for (const timeZone of ["UTC", "America/New_York", "Asia/Kolkata", "Asia/Calcutta"]) {
      assert.deepEqual(problems({ timeZone }), [], timeZone);
    }
    const wrong: [string, string][] = [
      ["Europe/Berln", ' Did you mean "Europe/Berlin"?'],
      ["europe/berlin", ' Did you mean "Europe/Berlin"?'],
      ["+01:00", ""],
      ["", ""],
      ["Mars/Olympus", ""],
    ];
    for (const [timeZone, hint] of wrong) {
      assert.deepEqual(problems({ timeZone }), [
        `timeZone: "${timeZone}" is not an IANA time zone.${hint} Write for instance "Europe/Berlin" or "UTC".`,
      ]);
    }
  });

  it("ask for replicas that the model may have", () => {
    const outside = (replicas: number, from: number): string[] => [
      `replicas: ${replicas} is not a number of replicas that the model may have. Write a whole number from ${from} to 4.`,
    ];
    assert.deepEqual(problems({ replicas: 4 }), []);
    assert.deepEqual(problems({ replicas: 5 }), outside(5, 1));
    assert.deepEqual(problems({ replicas: 0 }, 0), outside(0, 1));
    assert.deepEqual(problems({ replicas: 1 }, 2), outside(1, 2));
    assert.deepEqual(problems({ replicas: 1.5 }), outside(1.5, 1));
  });

  it("have a name", () => {
    assert.deepEqual(problems({ name: "Office" }), [
      'name: "Office" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ]);
  });
});
