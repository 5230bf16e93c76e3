# Groups whose members see grades and metrics on the customer.
READERS = "sales_team.group_sale_salesman,crm_grading.group_grading_assessor"
