-- Every lane by a timetable: from one departure a working day to four a day, at minutes of its own.
UPDATE refusal.lane l SET departures = ARRAY(
    SELECT DISTINCT (day * 1440 + (drawn % 1440 + turn * 1440 / turns) % 1440)::int
    FROM generate_series(0, CASE WHEN turns = 1 THEN 4 ELSE 6 END) AS day, generate_series(0, turns - 1) AS turn
    ORDER BY 1)
FROM (SELECT lane_id, abs(hashint4(lane_id + 41)) AS drawn, 1 + abs(hashint4(lane_id + 43)) % 4 AS turns
      FROM refusal.lane) AS timetable
WHERE timetable.lane_id = l.lane_id;
VACUUM ANALYZE refusal.lane;
