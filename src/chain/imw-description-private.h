/* imw-description-private.h: the inside of ImwDescription
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"

G_BEGIN_DECLS

struct _ImwDescription
{
  gint ref_count;

  char      *chain_id;
  ImwAsset  *asset;
  GPtrArray *recipients; /* (element-type ImwDescriptionOutput) */
  GPtrArray *change;     /* (element-type ImwDescriptionOutput) */
  GPtrArray *details;    /* (element-type ImwDescriptionDetail) */
  ImwAction  action;
  gboolean   fee_is_bound;
  GArray    *warnings; /* (element-type ImwWarning) each once */
  ImwAmount *inputs;
  ImwAmount *fee;
  guint64    size_vbytes;
  guint64    fee_rate_millisat_vb;
  char      *id;          /* (nullable) */
  ImwAmount *given;       /* (nullable) */
  char      *memo_type;   /* (nullable) */
  char      *memo;        /* (nullable) with memo_type */
  gint64     deadline_ms; /* 0: none */
};

gboolean imw_warning_from_code (const char *code, ImwWarning *warning);
gboolean imw_action_from_code (const char *code, ImwAction *action);

G_END_DECLS
