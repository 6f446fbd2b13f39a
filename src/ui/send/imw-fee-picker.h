/* imw-fee-picker.h: which fee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-account.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

/* Signal "changed". */
#define IMW_TYPE_FEE_PICKER (imw_fee_picker_get_type ())
G_DECLARE_FINAL_TYPE (ImwFeePicker, imw_fee_picker, IMW, FEE_PICKER, AdwBin)

GtkWidget *imw_fee_picker_new (void);
void       imw_fee_picker_set_chain (ImwFeePicker *self, ImwChain *chain);
void       imw_fee_picker_set_fees (ImwFeePicker *self, const ImwFeeTable *fees);
void       imw_fee_picker_set_size (ImwFeePicker     *self,
                                    ImwWalletService *service,
                                    ImwAsset         *asset,
                                    guint64           size_vbytes);
guint64    imw_fee_picker_get_rate_milli (ImwFeePicker *self);
gboolean   imw_fee_picker_get_level (ImwFeePicker *self, const ImwFeeTable **fees, ImwFeeLevel *level);

G_END_DECLS
