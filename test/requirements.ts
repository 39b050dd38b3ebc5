/**
 * What complaint handling asks of the product, one sentence each. `source` names document and lines: D0 marketplace
 * disputes, D1 order problems, D2 complaint process, D3 difficult customers, D4 complaints of shops that export.
 * tested: a test carries the number in its title, `… (R-38)`; later: what it waits for; out_of_scope: why.
 */
export interface Requirement {
  id: string
  source: string
  text: string
  state: 'tested' | 'later' | 'out_of_scope'
  reason?: string
}

const disputes = 'waits for disputes'
const compensations = 'waits for disputes and compensations'
const playbooks = 'waits for playbooks in the composer'
const connectors = 'waits for the shop connectors'
const reports = 'waits for reports'
const sla = 'waits for response-time targets'
const improvement = 'waits for root causes and corrective actions'

function later(number: number, source: string, text: string, reason: string): Requirement {
  return { id: id(number), source, text, state: 'later', reason }
}

function tested(number: number, source: string, text: string): Requirement {
  return { id: id(number), source, text, state: 'tested' }
}

function outOfScope(number: number, source: string, text: string, reason: string): Requirement {
  return { id: id(number), source, text, state: 'out_of_scope', reason }
}

function id(number: number): string {
  return `R-${String(number).padStart(2, '0')}`
}

export const requirements: readonly Requirement[] = [
  later(1, 'D0:4', 'A completed order makes the customer be asked for a review of service, delivery and product.', connectors),
  later(2, 'D0:5', 'A customer may leave a review with a rating, and bad reviews have a handling of their own.', connectors),
  later(3, 'D0:6', 'A dispute starts only below two stars and with a concrete complaint about the order.', disputes),
  later(4, 'D0:9', 'A dispute can be opened within three days of the order’s completion, through the platform.', disputes),
  later(5, 'D0:9', 'Opening a dispute takes a reason, the outcome that is expected and a description.', disputes),
  later(6, 'D0:7', 'Bad feedback without a dispute is handled too: it opens a ticket.', connectors),
  later(7, 'D0:16', 'The seller sees the complaint and the compensation asked for, and chooses.', disputes),
  later(8, 'D0:17-18', 'A seller who accepts closes the dispute without anybody else acting.', disputes),
  later(9, 'D0:20-21', 'A seller who refuses goes on talking with the customer to find another solution.', disputes),
  later(10, 'D0:22', 'What was agreed is paid, and the dispute closes when both sides approve.', compensations),
  later(11, 'D0:24', 'Without agreement in three days the marketplace decides, with experts, for good.', disputes),
  later(12, 'D0:26', 'A seller who is silent for three days loses the dispute.', disputes),
  later(13, 'D0:27', 'When the customer is silent for three days the marketplace decides on what is there.', disputes),
  later(14, 'D0:39-40', 'Resolved means that the customer has said so, and the kind of compensation is agreed before.', disputes),
  later(15, 'D0:30', 'Compensation is a promotion code, a replacement, or a refund in part or whole.', compensations),
  later(16, 'D0:32', 'The seller sends the code and replaces the item.', compensations),
  later(17, 'D0:33', 'The marketplace pays refunds.', compensations),
  later(18, 'D0:34', 'The seller pays back what it had the customer pay outside the platform.', compensations),
  later(19, 'D0:35', 'A compensation that is stuck gets an agent.', compensations),
  later(20, 'D0:37', 'A dispute is spoken of in its own chat only, which keeps the evidence; words elsewhere warn the agent.', disputes),
  later(21, 'D0:42', 'After the solution the customer may change the rating and the review.', disputes),
  tested(22, 'D1:7', 'An unreachable customer is written to first and telephoned only after an hour without an answer.'),
  later(23, 'D1:9', 'No surcharge is billed without consent beforehand.', compensations),
  later(24, 'D1:11', 'Nothing is dispatched before its surcharge is paid.', connectors),
  tested(25, 'D1:13', 'Customers are not flooded with messages or calls.'),
  later(26, 'D1:17-20', 'When the recipient is silent the customer is told and asked for another way to reach them.', playbooks),
  later(27, 'D1:26-30', 'A refused surcharge for a wrong address leads to a corrected address, and a bill where needed.', playbooks),
  later(28, 'D1:32-38', 'A recipient is asked by text message for date, hour and address of the delivery.', playbooks),
  later(29, 'D1:42-43', 'A product is added for a surcharge equal to its price.', playbooks),
  later(30, 'D1:47-48', 'A product is taken out by delivering without it and telling support the amount and the reason.', playbooks),
  later(31, 'D1:54-56', 'A wrong address is found, corrected and its price difference settled.', playbooks),
  later(32, 'D1:60-64', 'A recipient who is elsewhere gets a second delivery once the customer has agreed to its fee.', playbooks),
  later(33, 'D1:68-73', 'Nobody at home: a third person takes it only with consent and is noted; a courier waits a quarter of an hour.', playbooks),
  later(34, 'D1:77-78', 'A refused delivery goes back, to another recipient, or is refunded without its delivery fee.', playbooks),
  later(35, 'D1:84-88', 'In an emergency the shop is hidden, accepted orders are delivered or planned anew.', playbooks),
  later(36, 'D1:92-94', 'An order called completed that was not delivered is put right and the customer is told.', connectors),
  later(37, 'D1:100-102', 'Surcharges go through the platform alone, and only certain roles may ask for them.', connectors),
  tested(38, 'D2:9,44', 'What comes by any channel lands in one system and is handled in one way.'),
  tested(39, 'D2:17,48', 'Each complaint is recorded and categorised.'),
  later(40, 'D2:10,54', 'Each complaint is analysed for its root cause and for what the customer expects.', improvement),
  tested(41, 'D2:10,18,58', 'Complaints have a priority, and urgent ones are found and taken first.'),
  later(42, 'D2:11,66', 'The customer hears regularly how far it is.', 'waits for progress messages on response-time targets'),
  later(43, 'D2:70', 'The last message tells the solution and what prevents it from happening again.', improvement),
  later(44, 'D2:76', 'Answers and the work of agents and teams are measured.', reports),
  later(45, 'D2:80', 'Solved complaints are followed up, and what recurs is found.', improvement),
  tested(46, 'D2:13,88,92', 'Agents find guidance where they work.'),
  later(47, 'D2:98', 'Managers get reports of what was complained of.', reports),
  later(48, 'D2:102', 'Public channels are answered fast.', sla),
  later(49, 'D2:108,112', 'Each complaint can become an improvement.', improvement),
  tested(50, 'D3:5-6', 'Public comments get one short public answer and no quarrel.'),
  later(51, 'D3:7', 'How upset a customer is, and what they want, is kept.', improvement),
  tested(52, 'D3:8', 'A written thread that is stuck moves to the telephone, and the call is kept in it.'),
  later(53, 'D3:9', 'A coupon or refund is offered before lawyers are.', compensations),
  tested(54, 'D3:10', 'Legal steps need a manager.'),
  tested(55, 'D3:11', 'Blocking a customer is a manager’s act with a reason and a trace.'),
  later(56, 'D3:1', 'A late answer is warned of before it is late.', sla),
  tested(57, 'D4:7', 'Replies follow one skeleton: recognise, apologise, put right.'),
  later(58, 'D4:10-13', 'Several requests for something out of stock become a signal.', reports),
  tested(59, 'D4:14-17', 'A payment method that was refused is a complaint of its own kind.'),
  later(60, 'D4:18-25', 'A parcel’s track is followed, and carriers’ patterns are seen.', connectors),
  later(61, 'D4:26-30', 'Complaints about one product are brought together.', reports),
  tested(62, 'D4:31-33', 'Trouble with a return or refund is recognised as such.'),
  tested(63, 'D4:34-37', 'Whoever writes by two channels has one conversation and tells it once.'),
  later(64, 'D4:40', 'Changes are led by figures.', reports),
  outOfScope(65, 'D4:42', 'People are trained.', 'training is the organisation’s; the product gives guidance (R-46) and figures (R-44)'),
] // prettier-ignore
