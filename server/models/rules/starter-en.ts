import { starter, type StarterRule } from './starter.js'

const about = (target: string, terms: Parameters<typeof starter>[3]): StarterRule[] =>
  starter('category', 'en', target, terms)

/** What English complaints say, by category. */
export const englishCategoryRules: readonly StarterRule[] = [
  ...about('delivery_late_or_missing', {
    clear: {
      phrases: 'late delivery, delivery is late, delivery was late, delivered late, arrived late, has not arrived, hasn t arrived, have not arrived, haven t arrived, not arrived yet, never arrived, did not arrive, didn t arrive, not been delivered, not delivered, never delivered, was never delivered, still waiting for my, where is my order, where is my parcel, where is my package, where s my order, not received my, never received, haven t received, have not received, didn t receive, did not receive, lost in transit, parcel is lost, package is lost, missing parcel, missing package, delivery delay*, shipping delay*, not been shipped, hasn t shipped, days late, weeks late, not on time',
    },
    likely: { stems: 'delay, overdue', words: 'late, undelivered', phrases: 'still waiting, still no sign, waited in, missed delivery, rescheduled delivery, delivery slot' },
    hint: { stems: 'deliver, shipp', words: 'parcel, courier, waiting' },
  }),
  ...about('damaged_in_transit', {
    clear: { phrases: 'arrived damaged, arrived broken, came damaged, came broken, damaged in transit, damaged on arrival, broken on arrival, damaged during, box was crushed, box was damaged, package was torn, was smashed, arrived cracked, badly packed, poorly packed, poorly packaged, poor packaging, bad packaging, torn open', stems: 'damag, smash, crushed' },
    likely: { words: 'broken, cracked, dented, shattered, torn, scratched, leaking, leaked', stems: 'packag' },
    hint: { words: 'box, packing' },
  }),
  ...about('product_quality_not_as_expected', {
    clear: { phrases: 'poor quality, bad quality, low quality, terrible quality, quality is poor, quality is bad, quality was poor, not as described, not as pictured, not as expected, not as advertised, nothing like the picture, looks different from, fell apart, stopped working, does not work, doesn t work, wilted flowers, flowers were wilted, flowers were dead, went off, gone off, faulty product, colour faded', stems: 'defect, wilted, faulty, stale, mould, mold, rotten, counterfeit' },
    likely: { stems: 'quality, flimsy, disappoint', words: 'fake, dead, spoiled, uncomfortable, wobbly', phrases: 'not fresh, too small, too big, does not fit, doesn t fit, bad smell' },
    hint: { words: 'cheap, smell, material, fabric, terrible, worn' },
  }),
  ...about('wrong_or_missing_item', {
    clear: { phrases: 'wrong item*, wrong product*, wrong order, wrong size, wrong colour, wrong color, wrong model, wrong part*, incorrect item*, incorrect product*, missing item*, missing part*, missing piece*, item missing, items missing, parts missing, parts were missing, pieces missing, was missing from, were missing from, is missing from, not what i ordered, not what we ordered, didn t order this, different product, different item, different from what, sent me the wrong, sent the wrong, received the wrong, only received, incomplete order' },
    likely: { words: 'incomplete, missing', phrases: 'instead of the' },
    hint: { words: 'wrong, incorrect, parts, screws' },
  }),
  ...about('out_of_stock', {
    clear: { phrases: 'out of stock, not in stock, no stock, back in stock, sold out, back order*, no longer available, when will it be available, stock availability, unavailable item' },
    likely: { words: 'stock, backordered, restock, unavailable' },
  }),
  ...about('payment_method', {
    clear: { phrases: 'payment method*, payment failed, payment declined, payment was declined, card declined, card was declined, card is not accepted, do not accept my card, don t accept my card, charged twice, double charge*, charged me twice, overcharg*, wrong invoice, invoice is wrong, no invoice, need an invoice, coupon does not work, coupon doesn t work, discount was not applied, discount not applied, promo code, gift card, installment*, instalment*, wrong amount, wrong price, pay by' },
    likely: { stems: 'invoic, payment, billing, coupon, voucher, discount', words: 'paypal, declined, charged' },
    hint: { words: 'card, price, pay' },
  }),
  ...about('surcharge_dispute', {
    clear: { phrases: 'extra charge*, extra fee*, additional charge*, additional fee*, hidden fee*, hidden charge*, unexpected fee*, unexpected charge*, did not agree to pay, didn t agree to pay, never agreed to pay, without my consent, without my approval, delivery fee at the door, pay extra, paid extra', stems: 'surcharge' },
    likely: { words: 'fee, fees', phrases: 'delivery charge*, delivery fee*, shipping fee*, shipping cost*, delivery cost*' },
  }),
  ...about('off_platform_payment', {
    clear: { phrases: 'cash to the courier, cash to the driver, courier asked for cash, courier asked for money, driver asked for cash, driver asked for money, personal account, personal bank account, private account, outside the platform, off the platform, outside the site, outside the website, off platform, transfer to his account, transfer to her account, transfer the money to, bank transfer to, pay in cash to, paid in cash to' },
    likely: { words: 'iban' },
  }),
  ...about('return_refund_difficulty', {
    clear: { phrases: 'want a refund, want my money back, my money back, money back, no refund, not refunded, not been refunded, hasn t been refunded, haven t been refunded, refund has not, refund hasn t, refuse to refund, refused to refund, refund request, return request, return label, return policy, return the item, return the product, return it, cannot return, can t return, want to return, would like to return, refuse to take back, exchange it, want to exchange, right of withdrawal, waiting for my refund', stems: 'refund, reimburs' },
    likely: { words: 'return, returned, returning, returns, exchange, chargeback' },
  }),
  ...about('customer_service', {
    clear: { phrases: 'customer service, customer support, customer care, call centre, call center, nobody answers, no one answers, nobody replies, no one replies, no reply, no response, never replied, not responding, not replying, doesn t respond, don t respond, hung up, on hold for, live chat, kept on hold, no one helps, nobody helps, passed from, phone line*, can t get through, cannot get through, unhelpful staff' },
    likely: { stems: 'unhelpful, unrespons, ignor', words: 'helpline, agent, staff, representative', phrases: 'rude staff, worst service, terrible service, poor service, bad service' },
    hint: { words: 'service, support, phone, calls, chat' },
  }),
  ...about('address_recipient_problem', {
    clear: { phrases: 'wrong address, address is wrong, address was wrong, incorrect address, change the address, change my address, change of address, update my address, change the delivery address, recipient is not home, recipient was not home, recipient not at home, nobody was home, no one was home, nobody home, recipient refused, left with a neighbour, left with a neighbor, left with my neighbour, left at the door, left on the doorstep, left it outside, left outside, delivered to a neighbour, wrong phone number, someone else signed' },
    likely: { words: 'neighbour, neighbor, doorstep' },
    hint: { words: 'address, recipient' },
  }),
  ...about('order_change_cancel', {
    clear: { phrases: 'cancel my order, cancel the order, cancel this order, cancel an order, want to cancel, would like to cancel, please cancel, change my order, change the order, modify my order, add an item, add to my order, remove an item, remove from my order, change the delivery date, change the size, order was cancelled, order was canceled, cancelled my order, canceled my order' },
    likely: { stems: 'cancel' },
  }),
  ...about('wrong_order_status', {
    clear: { phrases: 'says delivered, says it was delivered, says it has been delivered, shows delivered, shows as delivered, marked as delivered, marked delivered, shown as delivered, shows completed, shows as completed, marked as completed, status is wrong, wrong status, order status, tracking is wrong, tracking number does not, tracking number doesn t, tracking not updat*, tracking has not, tracking hasn t, tracking does not, tracking doesn t, status has not changed' },
    likely: { stems: 'tracking', words: 'status' },
  }),
  ...about('force_majeure', {
    clear: { phrases: 'force majeure, natural disaster, severe weather, bad weather, roads are closed, road closed, heavy snow', stems: 'earthquake, flooding, quarantine, hurricane' },
    likely: { words: 'flood, storm, snowstorm, strike, pandemic, lockdown' },
  }),
  ...about('seller_or_courier_conduct', {
    clear: { phrases: 'rude courier, courier was rude, driver was rude, rude driver, seller was rude, rude seller, was very rude, was so rude, shouted at me, yelled at me, swore at me, insulted me, threatened me, threatening me, remove my review, delete my review, change my review, harass*, lied to me, keeps lying', stems: 'insult, threat, abusive, aggressiv, harass, scam, fraud' },
    likely: { words: 'rude, rudely, impolite, liar, disrespectful' },
    hint: { words: 'driver, seller, courier' },
  }),
].flat() // prettier-ignore
