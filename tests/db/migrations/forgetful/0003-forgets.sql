-- 0003-forgets.sql: does not set its number
-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM thing;
