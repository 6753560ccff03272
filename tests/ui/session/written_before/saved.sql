BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE area_groups (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(60) NOT NULL, 
	name_key VARCHAR(360) NOT NULL, 
	description TEXT NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	revision INTEGER NOT NULL, 
	areas JSON NOT NULL, 
	geography VARCHAR(100) NOT NULL, 
	edition VARCHAR(100) NOT NULL, 
	CONSTRAINT uq_area_groups_name_key UNIQUE (name_key)
);
INSERT INTO "area_groups" VALUES(1,'South coast','south coast','Three','2026-11-30 16:30:44.751041','2026-11-30 16:30:44.751041',1,'["E38000045", "E38000198", "E38000101"]','209 Clinical Commissioning Groups (CCGs) of England','october-2016');
CREATE TABLE scenarios (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(60) NOT NULL, 
	name_key VARCHAR(360) NOT NULL, 
	description TEXT NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	revision INTEGER NOT NULL, 
	format INTEGER NOT NULL, 
	parameters JSON NOT NULL, 
	own TEXT NOT NULL, outcome JSON, 
	CONSTRAINT uq_scenarios_name_key UNIQUE (name_key)
);
INSERT INTO "scenarios" VALUES(1,'62-day bar at 82%','62-day bar at 82%','Written for the test: 62-day bar at 82%','2026-11-30 16:30:43.821170','2026-11-30 16:30:43.821170',1,2,'{"edition": "october-2016", "method": "nhs-england-2016", "baseline": "nhs-england-2016", "waits_62_day.benchmark": "82"}','',NULL);
INSERT INTO "scenarios" VALUES(2,'Own rule, lower bar','own rule, lower bar','Written for the test: Own rule, lower bar','2026-11-30 16:30:44.375594','2026-11-30 16:30:44.375594',1,2,'{"edition": "october-2016", "method": "own", "baseline": "met-or-not", "waits_62_day.benchmark": "80"}','id: ours
title: Ours,  Met or not met
short_title: Met or not met
status: alternative
description: >
  Counts how many of the four benchmarks an area meets, by the value alone, as a newspaper table would. All
  four is top performing, three performing well, one or two needs improvement, none greatest need for
  improvement. Chance is not allowed for at all.
source: >
  This project''s own; the simplest rule that one might have thought of.

aggregation: counts
minimum_indicators: 4
value_decimals: 1

indicators:
  early_diagnosis: {benchmark: england, low_by: value, high_by: value}
  waits_62_day: {benchmark: 85.0, low_by: value, high_by: value}
  one_year_survival: {benchmark: england, low_by: value, high_by: value}
  patient_experience: {benchmark: england, low_by: value, high_by: value}

# Tried in this order; the first that fits is the rating.
bands:
  top: {high_at_least: 4}
  well: {high_at_least: 3}
  needs: {high_at_least: 1}
  greatest: {}

parameters:
  early_diagnosis.benchmark:
    meaning: What early diagnosis is compared with, in percent.
    source: There is no national standard for it; England is this project''s choice.
    minimum: 0
    maximum: 100
    step: 0.1
  early_diagnosis.low_by:
    meaning: Whether the value alone, or its whole confidence interval, must be below the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  early_diagnosis.high_by:
    meaning: Whether the value alone, or its whole confidence interval, must be above the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  waits_62_day.benchmark:
    meaning: What 62-day waits are compared with, in percent.
    source: NHS Constitution operational standard, 85% of patients within 62 days (Department of Health).
    minimum: 0
    maximum: 100
    step: 0.1
  waits_62_day.low_by:
    meaning: Whether the value alone, or its whole confidence interval, must be below the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  waits_62_day.high_by:
    meaning: Whether the value alone, or its whole confidence interval, must be above the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  one_year_survival.benchmark:
    meaning: What the one-year survival index is compared with, in percent.
    source: There is no national standard for it; England is this project''s choice.
    minimum: 0
    maximum: 100
    step: 0.1
  one_year_survival.low_by:
    meaning: Whether the value alone, or its whole confidence interval, must be below the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  one_year_survival.high_by:
    meaning: Whether the value alone, or its whole confidence interval, must be above the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  patient_experience.benchmark:
    meaning: What patient experience is compared with, in percent.
    source: There is no national standard for it; England is this project''s choice.
    minimum: 0
    maximum: 100
    step: 0.1
  patient_experience.low_by:
    meaning: Whether the value alone, or its whole confidence interval, must be below the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  patient_experience.high_by:
    meaning: Whether the value alone, or its whole confidence interval, must be above the benchmark.
    source: This project''s choice. A benchmark is met or it is not.
  top.high_at_least:
    meaning: How many benchmarks an area must meet to be "top performing".
    source: This project''s choice.
    minimum: 0
    maximum: 4
    step: 1
  well.high_at_least:
    meaning: How many benchmarks an area must meet to be "performing well".
    source: This project''s choice.
    minimum: 0
    maximum: 4
    step: 1
  needs.high_at_least:
    meaning: How many benchmarks an area must meet to be "needs improvement" rather than "greatest need".
    source: This project''s choice.
    minimum: 0
    maximum: 4
    step: 1
  minimum_indicators:
    meaning: How many indicators must have a value; with fewer an area is not rated.
    source: This project''s choice, as in nhs-england-2016.
    minimum: 1
    maximum: 4
    step: 1
  value_decimals:
    meaning: To how many decimals a value is rounded before it is compared by value.
    source: This project''s choice, as in nhs-england-2016.
    minimum: 0
    maximum: 6
    step: 1
',NULL);
INSERT INTO "scenarios" VALUES(3,'Two rules','two rules','Written for the test: Two rules','2026-11-30 16:30:44.456171','2026-11-30 16:30:44.456171',1,2,'{"edition": "october-2016", "method": "mean-points", "baseline": "met-or-not", "baseline.waits_62_day.benchmark": "80"}','',NULL);
INSERT INTO "scenarios" VALUES(4,'Boards, 75%','boards, 75%','Written for the test: Boards, 75%','2026-11-30 16:30:44.526962','2026-11-30 16:30:44.526962',1,2,'{"edition": "icb-waits-2025-q3", "method": "waiting-standards", "baseline": "waiting-standards", "waits_62_day.benchmark": "75"}','',NULL);
INSERT INTO "scenarios" VALUES(5,'Waits of 2018','waits of 2018','Written for the test: Waits of 2018','2026-11-30 16:30:44.589780','2026-11-30 16:30:44.589780',1,2,'{"edition": "cancer-waits-2018-q1", "method": "waiting-standards", "baseline": "waiting-standards"}','',NULL);
INSERT INTO "scenarios" VALUES(6,'Decided by a panel','decided by a panel','Written for the test: Decided by a panel','2026-11-30 16:30:44.641605','2026-11-30 16:30:44.641605',1,2,'{"edition": "october-2016", "method": "nhs-england-2016", "baseline": "nhs-england-2016", "moderation.E38000045": "well | A record was wrong | Clinical panel | 2016-09-30"}','',NULL);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('scenarios',6);
INSERT INTO "sqlite_sequence" VALUES('area_groups',1);
COMMIT;
