import type { CategoryRecord } from './category.js'

/** The categories that every installation begins with: the leaves of the product's complaint domain. */
export const starterCategories: readonly Pick<CategoryRecord, 'key' | 'names' | 'defaultPriority'>[] = [
  leaf('delivery_late_or_missing', 'Geciken ya da gelmeyen teslimat', 'Late or missing delivery'),
  leaf('damaged_in_transit', 'Taşımada hasar', 'Damaged in transit'),
  leaf(
    'product_quality_not_as_expected',
    'Ürün kalitesi beklentinin altında',
    'Product quality not as expected',
  ),
  leaf('wrong_or_missing_item', 'Yanlış ya da eksik ürün', 'Wrong or missing item'),
  leaf('out_of_stock', 'Stokta olmayan ürün', 'Out of stock'),
  leaf('payment_method', 'Ödeme ve fatura', 'Payment and invoice'),
  leaf('surcharge_dispute', 'Ek ücrete itiraz', 'Disputed surcharge'),
  leaf(
    'off_platform_payment',
    'Platform dışında istenen ödeme',
    'Payment asked outside the platform',
    'high',
  ),
  leaf('return_refund_difficulty', 'İade ve para iadesi güçlüğü', 'Return or refund difficulty'),
  leaf('customer_service', 'Müşteri hizmetleri', 'Customer service'),
  // a courier waits a quarter of an hour at the door, so these cannot stand in the ordinary line
  leaf('address_recipient_problem', 'Adres ya da alıcı sorunu', 'Address or recipient problem', 'high'),
  leaf('order_change_cancel', 'Sipariş değişikliği ya da iptali', 'Order change or cancellation'),
  leaf('wrong_order_status', 'Yanlış sipariş durumu', 'Wrong order status'),
  leaf('force_majeure', 'Mücbir sebep', 'Force majeure'),
  leaf('seller_or_courier_conduct', 'Satıcı ya da kurye davranışı', 'Conduct of seller or courier', 'high'),
  leaf('other', 'Diğer', 'Other'),
]

function leaf(
  key: string,
  tr: string,
  en: string,
  defaultPriority: CategoryRecord['defaultPriority'] = 'normal',
) {
  return { key, names: { tr, en }, defaultPriority }
}
